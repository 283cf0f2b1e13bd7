## Words

avatar-type =
    { $value ->
        [character] 👤 Character
        [style] 🎨 Style
       *[custom] 🧩 Something else
    }
gender =
    { $value ->
        [male] 👨 A man
        [female] 👩 A woman
       *[other] 🙂 Doesn’t matter
    }
training-type =
    { $value ->
        [portrait] 🖼 Portrait
       *[style] 🖌 Whole look
    }
status =
    { $value ->
        [draft] waiting for its first photos
        [uploading] collecting photos
        [ready] ready to train
        [training] in training
        [completed] done
        [error] training failed
       *[cancelled] cancelled
    }
status-icon =
    { $value ->
        [draft] 📝
        [uploading] 📸
        [ready] 🚀
        [training] ⏳
        [completed] ✨
        [error] ⚠️
       *[cancelled] ✖️
    }
name-default = My avatar
usual-time = { $from }–{ $to } minutes

## Commands

command-start = Where we left off
command-new = Create an avatar
command-avatars = My avatars
command-cancel = Cancel the current avatar
command-settings = Language
command-help = How it works
command-privacy = What I keep and for how long
command-deletedata = Delete all my data

## Buttons

button-new = ➕ Create an avatar
button-gallery = 🖼 My avatars
button-help = ❓ How it works
button-back = ⬅️ Back
button-continue = ▶️ Continue
button-show = 👀 View
button-start = 🚀 Start training
button-start-yes = 🚀 Yes, start
button-photos = 📊 My photos
button-remove = 🗑 Remove photo { $number }
button-rename = ✏️ Rename
button-cancel = ✖️ Cancel
button-cancel-yes = ✖️ Yes, cancel
button-delete = 🗑 Delete
button-delete-yes = 🗑 Yes, delete for good
button-keep = ⬅️ No, keep it
button-wait = ⏳ Keep waiting
button-take-result = 📥 Fetch the finished avatar
button-retry = 🔁 Try again
button-retry-without = 🔁 Remove and try again
button-mend = 📸 Replace photos
button-reopen = ↩️ Bring it back
button-preview = 🎨 Pictures
button-privacy = 🔐 What I keep
button-delete-data = 🗑 Delete all my data
button-delete-data-yes = 🗑 Yes, delete it all for good
button-keep-data = ⬅️ No, keep it all
button-start-later = 🚀 Try again
button-settings = 🌐 Language
button-chosen = ✅ { $name }
button-bring-back = ↩️ Bring back photo { $number }
button-all-photos = 🔢 All photos
button-close = 👌 Done
button-tips = 💡 Which photos work
button-main = ⭐ Make it the main one
button-link = 🔗 Link
button-keep-name = ⬅️ Keep the name
button-home = 🏠 Where we left off

## Beginning

start-welcome =
    Hi, I’m Aisha 👋

    I make AI avatars from your photos. Choose what you want, send { $min } to { $max } photos, and in a few minutes your avatar is ready.
start-continue =
    Welcome back 👋

    Shall we go on with “{ $name }”? { $where }
start-gallery =
    Welcome back 👋

    Your avatars are right here. Take a look, or make a new one?
help =
    How it works

    1. Choose what to make: three taps.
    2. Send { $min } to { $max } photos, as an album, one by one or as files, with at least { $side } pixels on the shorter side. I check each one and tell you which don’t fit, and why.
    3. Start the training. It usually takes { $portrait } for a portrait, { $style } for the whole look. You can close the chat: I’ll message you.

    The best photos are sharp, free of filters and collages, with different light, backgrounds and angles. For a person, make more than half of them close-ups, the rest half-length and full-length. Before the training I’ll tell you what’s missing.

    You can cancel at any moment. A deleted avatar is gone with all its photos.
start-where =
    { $status ->
        [draft] Step 4 of 5: waiting for the first photos.
        [uploading] Step 4 of 5, photos: { $valid } of { $min }.
        [ready] Step 4 of 5, photos: { $valid }. The training can start.
        [training] Step 5 of 5: training{ $progress ->
            [0] .
           *[other] , { $progress }%.
        }
       *[error] The training failed, but nothing is lost.
    }
text-hint = I understand photos and buttons. What would you like to do?

## Wizard

wizard-type =
    Step 1 of 5. What shall we make?

    👤 Character: a person, you or someone close, with a recognisable face.
    🎨 Style: a way of drawing or editing, a mood.
    🧩 Something else: a pet, an object, anything you like.
wizard-gender = Step 2 of 5. Who is in the photos?
wizard-training =
    Step 3 of 5. How should it be trained?

    🖼 Portrait is truest to the face. Usually { $portrait }.
    🖌 Whole look captures the manner, colours and details. Usually { $style }.

## An avatar's card

card-ask-photos = 📸 Send { $min } to { $max } photos: as an album, one by one or as files.
card-tip =
    { $value ->
        [character] Best: one person per photo, the face clearly visible; mostly close-ups, a few half-length; different light, angles and backgrounds.
        [style] Best: pictures in one style, of different things.
       *[custom] Best: up close, from several sides, on different backgrounds.
    }
tips =
    { $value ->
        [character] 💡 Photos that make a good avatar

            ✅ One person, the face in full view, sharp, in good light. Mostly close-ups; different angles, light and backgrounds.
            ❌ Sunglasses or a mask, other people in the frame, blur, darkness, a face far away.
        [style] 💡 Pictures that make a good style

            ✅ The same style in all of them: colours, lines and mood. Different things in different pictures.
            ❌ Several styles mixed, captions and watermarks, screenshots, tiny pictures.
       *[custom] 💡 Photos that make a good avatar

            ✅ One and the same thing or pet, large in the frame, sharp. From several sides, on different backgrounds.
            ❌ Several at once, cut off by the edge, too far away, blur or darkness.
    }
card-name-hint = ✏️ To change the name, just type a new one.
card-counter =
    📸 { $valid } · { $min }–{ $max } needed{ $refused ->
        [0] { "" }
       *[other] { " " }· { $refused } didn’t fit:
    }
card-refusal =
    • { $count ->
        [one] Photo
       *[other] Photos
    } { $numbers }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    }{ $same } — { $refusal }
card-same-as = { " " }(like { $of })
card-pending =
    { $pending ->
        [one] ⏳ Checking { $pending } photo…
       *[other] ⏳ Checking { $pending } photos…
    }
card-paced =
    { $pending ->
        [one] ⏳ { $pending } photo is waiting to be checked
       *[other] ⏳ { $pending } photos are waiting to be checked
    }: that was a lot at once. I’ll go on in { $when }; no need to send them again.
card-checks-slow =
    { $count ->
        [one] Photo { $numbers } is taking long to download: wait, or remove it and send it again.
       *[other] Photos { $numbers } are taking long to download: wait, or remove them and send them again.
    }
card-missing =
    { $missing ->
        [one] { $missing } more photo is needed.
       *[other] { $missing } more photos are needed.
    }
card-enough =
    ✅ That’s enough photos: start now, or add { $room ->
        [one] { $room } more.
       *[other] up to { $room } more.
    }
card-full = ✅ That’s the maximum: you can start the training.
card-training = ✅ Training has started!
card-anew = 🔁 The earlier training left no avatar, so this is a new one.
card-taking =
    { $how ->
        [again] 🔎 Looking for the avatar that an earlier training may have made. Nothing new is started meanwhile.
       *[late] 📥 The training is over, but the finished avatar can’t be fetched yet. It isn’t lost: I keep trying.
    }
card-untaken = 📥 An earlier training may have left a finished avatar: it can be fetched. Before any new training I look for it, too.
card-preparing = 📦 Preparing your photos for the training…
card-progress-measured = { $bar } { $progress }% · by training steps
card-progress-estimated = { $bar } ≈ { $progress }% · estimated by time
card-queue-somewhere = 🕓 Waiting in the queue for its turn.
card-queue =
    { $before ->
        [0] 🕓 Your avatar is next in the queue.
        [one] 🕓 In the queue: { $before } avatar ahead of yours.
       *[other] 🕓 In the queue: { $before } avatars ahead of yours.
    }
card-slow = ⏳ It has been running for { $duration }, longer than usual. That happens: the training goes on.
card-silent =
    { $why ->
        [refused] 🛠 There’s a snag on our side: our account with the training service needs attention, and the team knows. Your training isn’t lost, and there’s nothing you need to do.
       *[silent] 📡 The training service isn’t answering right now. The training isn’t lost: I keep asking.
    }
card-overdue =
    { $what ->
        [queued] ⏰ The queue is moving very slowly. You can keep waiting, or cancel.
       *[running] ⏰ The training is taking far too long. You can keep waiting, or cancel.
    }
card-stopping =
    ⏹ Stopping the training… If it finishes first, the avatar is kept.{ $late ->
        [yes] { " " }The training service hasn’t confirmed yet: I keep asking it.
       *[no] { "" }
    }
card-usual = Training usually takes { $usual }.
card-training-note = You can close the chat: I’ll message you when it’s done.
card-completed =
    The avatar is ready! It was trained on { $valid ->
        [one] { $valid } photo
       *[other] { $valid } photos
    } and is kept in your gallery.
photos-kept = 🗂 Your photos are kept until { DATETIME($date, day: "numeric", month: "long", year: "numeric") }. Then I delete them, all but one for the cover.
photos-going = 🧹 I’m deleting the photos now, all but one for the cover.
photos-removed = 🧹 The photos were deleted on { DATETIME($date, day: "numeric", month: "long", year: "numeric") }, all but one for the cover.
card-error = The training failed.
card-kept =
    { $valid ->
        [0] { "" }
        [one] { $valid } photo is saved: no need to send it again.
       *[other] { $valid } photos are saved: no need to send them again.
    }
card-cancelled = The avatar is cancelled.
card-cancelled-note = You can bring it back, or delete it for good.
detail-made = 🗓 { DATETIME($date, day: "numeric", month: "long", year: "numeric") }

## Why a photo will not do, and what to do

refusal =
    { $why ->
        [not_an_image] not a photo: send a picture
        [unsupported_format] this format isn’t supported: send JPEG, PNG, WebP or HEIC
        [too_large_file]
            { $sent ->
                [file] the file is over { $megabytes } MB: send it as a photo, not as a file
               *[other] the file is over { $megabytes } MB: send a smaller copy, such as a screenshot
            }
        [too_small]
            { $sent ->
                [file] the resolution is too low: send another, larger photo
                [other_file] the resolution is too low: send another, larger photo
               *[photo] the resolution is too low: send the original as a file, or another photo
            }
        [too_narrow] the picture is too long and narrow: crop it and send it again
        [too_many_pixels]
            { $sent ->
                [file] the resolution is too high: send it as a photo, not as a file
               *[other] the resolution is too high: send a smaller copy, such as a screenshot
            }
        [animated] an animation: send an ordinary photo
        [corrupt] the file is damaged: send another photo
        [no_face] I can’t see a face: send a photo where it’s uncovered and turned to the camera
        [several_faces] more than one person: send a photo of just one
        [face_too_small] the face is too far away: send a closer photo
        [face_cut_off] the face is cut off by the edge: send a photo with all of it in view
        [blurred_face] the face is blurred: send a sharp photo
        [too_dark] too dark: send a photo taken in good light, by a window for example
        [too_bright] overexposed: send a photo without flash or direct sun
        [duplicate] already here: send a different one
        [near_duplicate] almost the same as one already here: send another angle, light or background
        [over_limit] the set is full: remove a photo, then send this one again
        [too_many_at_once] too many at once: send it again when the others have been checked
       *[unavailable] it couldn’t be downloaded: send it again
    }

## The set of photos as a whole

report-count =
    📸 { $valid ->
        [one] { $valid } photo
       *[other] { $valid } photos
    }{ $weak ->
        [0] { "" }
       *[other] { " " }· { $weak } weak:
    }
report-numbers =
    { $numbers }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    }
report-weak =
    • { $count ->
        [one] Photo
       *[other] Photos
    } { $numbers } — { $weakness }
weakness =
    { $value ->
        [small_face] the face is a bit small
        [soft] the face isn’t sharp
        [dark] a bit dark
        [bright] a bit too bright
       *[others] someone else in the frame
    }
report-other-person =
    { $count ->
        [one] • Photo { $numbers } — looks like another person
       *[other] • Photos { $numbers } — look like other people
    }
report-several-people = • These look like different people: the avatar will be a good likeness if all photos show one person
report-framing = Close-ups { $close_up } · half-length { $half_length } · full-length { $full_length }
report-light =
    { $value ->
        [varied] The light varies
       *[even] The light is nearly the same everywhere
    }
report-alike =
    Similar to each other: { $groups }{ $more ->
        [0] { "" }
       *[other] ; and { $more } more
    }
report-alike-group = { $numbers } (the best is { $best })
report-advice =
    { $value ->
        [more_photos] 💡 To start, { $missing ->
            [one] { $missing } more photo is needed
           *[other] { $missing } more photos are needed
        }
        [replace_weak] 💡 What would help most: better photos in place of the weak ones
        [fewer_look_alikes] 💡 What would help most: keep the best of the look-alikes, and send other angles
        [more_close_ups] 💡 What would help most: close-ups, head and shoulders
        [more_half_length] 💡 What would help most: half-length and full-length shots
        [more_light_variety] 💡 What would help most: other light — by a window, outdoors, in the evening
       *[nothing] 💚 A great set!
    }

## A look at the photos

review-sheet =
    { $remove ->
        [yes] Tap a number to look closer, or to remove the photo.
       *[no] Tap a number to look closer.
    }
review-number = { $number }
review-place = { $place } of { $photos }
review-photo = 📸 Photo { $number }
review-good = 👍 A good photo.
review-weak = ⚠️ Could be better: { $weakness }.
review-stranger = ⚠️ This looks like another person.
review-alike =
    👯 Similar to { $count ->
        [one] photo
       *[other] photos
    } { $numbers }; the best is photo { $best }.
photos-none = There are no photos here yet: send some, and I’ll look at each.

## Why a training did not work, and what to do

failure =
    { $why ->
        [photos_rejected] The training service didn’t accept some of the photos: it couldn’t open them, or make out what they show.
        [content_policy] The training service’s filter stopped some of the photos. Usually it’s nudity or violence, though sometimes the filter is wrong.
        [archive_rejected] The training service couldn’t read the set of photos. The photos themselves are fine: the set seems to have been damaged on its way. Try again.
        [trainer_account] Training isn’t available right now. It’s about our account with the service, not about you or your photos, and the team knows. Nothing was charged: try again in a couple of hours.
        [trainer_rejected] The training service didn’t accept the job: something in our settings seems to be wrong. The team knows. Try again in a couple of hours.
        [trainer_overloaded] The training service is overloaded and couldn’t take your avatar. Nothing was charged: try again in half an hour.
        [trainer_unreachable] The training service didn’t answer for a long time, so the training never started. Nothing was charged: try again a little later.
        [trainer_failed] The training broke off: a fault on the service’s side, nothing to do with your photos. It happens, try again.
        [training_timeout] The training took too long and had to be stopped. Try again.
        [submission_unconfirmed] The connection was lost at the very start, and nobody knows whether the training began. So that it isn’t paid for twice, this avatar can’t be tried again for now. The team is finding out, and your photos are safe. If you’d rather not wait, create a new one with /new.
        [submission_given_up] The training never started, and nothing was charged for it. Try again.
        [result_missing] The training ended, but the finished avatar never reached us. The team is finding out why. Try again.
        [result_damaged] The training ended, but the avatar’s file arrived damaged and would not have worked. The team is finding out why. Try again.
       *[storage_failed] The photos couldn’t be prepared, so the training never started. It’s a fault on our side, and the team knows. Nothing was charged: try again in a few minutes.
    }
failure-photos =
    { $count ->
        [one] Not accepted: photo { $numbers }. Remove it and try again, or send another in its place.
       *[other] Not accepted: photos { $numbers }{ $more ->
            [0] { "" }
           *[other] { " " }and { $more } more
        }. Remove them and try again, or send others in their place.
    }
failure-photos-weak =
    { $count ->
        [one] It didn’t say which. By my own check the weakest is photo { $numbers }: replace it and try again.
       *[other] It didn’t say which. By my own check the weakest are photos { $numbers }: replace them and try again.
    }
failure-photos-unknown = It didn’t say which. Replace any that you have doubts about, and try again.

## Questions before what matters

ask-start =
    🚀 Start training the avatar “{ $name }”?

    { $training } · usually { $usual }.
    Once it has started, the photos cannot be changed.
ask-cancel =
    { $status ->
        [training] ✖️ Stop training the avatar “{ $name }”? Progress will be lost, and training would start over.
       *[other] ✖️ Cancel the avatar “{ $name }”?
    }

    Accepted photos are kept: you can bring the avatar back.
ask-delete =
    🗑 Delete the avatar “{ $name }” for good?

    { $status ->
        [training] The training will stop, and the avatar
       *[other] It
    } will be gone with all its photos. This cannot be undone.
stopping = ⏹ Stopping the training of “{ $name }”. Its card will show how it ended.
waiting-on = ⏳ All right, we keep waiting for “{ $name }”. If it drags on again, I’ll ask once more.
deleted = 🗑 The avatar “{ $name }” is deleted with all its photos.

## Gallery

gallery-title =
    🖼 My avatars · { $total }

    Tap an avatar to see what can be done with it.
gallery-item = { $icon } { $name }
gallery-training = { $icon } { $name } · { $progress }%
gallery-page = { $page } of { $pages }
gallery-line =
    { $main ->
        [yes] ⭐
       *[no] { $icon }
    } { $name } — { $status }{ $photos ->
        [0] { "" }
       *[other] : { $photos }
    }{ $progress ->
        [0] { "" }
       *[other] , { $progress }%
    }
gallery-empty = Your avatars will live here: shall we make the first one?
detail-took = ⏱ The training took { $span }.
detail-main = ⭐ This is your main avatar.
link =
    🔗 The link to “{ $name }”:
    { $link }

    It opens only for you.
link-to-nothing = This link leads nowhere: the avatar is deleted, or it isn’t yours.

## Name

ask-name = ✏️ Type a new name for “{ $name }”.
named = ✅ The avatar is now called “{ $name }”.
bad-name = That name doesn’t work: 1 to 60 characters, please. Try another.

## Not photos

media-hint =
    { $kind ->
        [video] A video doesn’t work: send photos, or stills from it.
        [video_note] Video messages don’t work: send ordinary photos.
        [animation] GIFs don’t work: send ordinary photos.
        [voice] I can’t listen to voice messages: send photos, or type what you want to say.
        [audio] I can’t listen to music: send photos.
        [sticker] A lovely sticker, but an avatar needs photos.
        [pdf] I can’t take photos out of a PDF: send the pictures themselves.
        [archive] I don’t open archives: unpack it, and send the photos as an album or as files.
        [raw] I can’t read RAW files: save the photo as JPEG or HEIC, and send that.
        [location] A place won’t make an avatar: send photos.
        [contact] A contact won’t make an avatar: send photos of the person.
        [poll] I don’t take part in polls: send photos or tap a button.
       *[other] I don’t understand this: send photos or tap a button.
    }

photo-edited = I don’t see edits of a photo that is sent already: send the new version as a new message.
photo-not-taken = I couldn’t take the photos. Please send them again in a minute.

## Answers to taps (200 characters at most)

toast-opened = Send your photos 📸
toast-started = ✅ Training has started!
toast-cancelled = The avatar is cancelled.
toast-stopping = ⏹ Stopping the training…
toast-waiting = All right, we keep waiting.
toast-retried = Trying again.
toast-taking = Looking for the finished avatar…
toast-without = Removing and going on.
toast-mend = Send others, or remove some 📸
toast-removed = Photo { $number } is removed.
toast-preview = 🎨 On it: they will be here soon!
toast-main = ⭐ It is your main avatar now.
toast-name = Waiting for the new name ✏️
toast-name-kept = The name stays as it is.
toast-deleted = The avatar is deleted.
toast-bringing-back = ↩️ Bringing photo { $number } back…
toast-stale = This button is out of date; here is how things are.
toast-gone = This avatar no longer exists.
toast-busy = Still working on your last request, one moment…
toast-stuck = Something broke on our side with this avatar. We have been told.
toast-late = I’m slow right now. Nothing is lost: try again in a minute.
toast-refused =
    { $why ->
        [not_yours] This avatar no longer exists.
        [photos_being_checked] Still checking the photos, one moment…
        [unknown_photo] This photo is gone already.
        [set_full] The set is full: remove another photo first.
        [bad_name] That name doesn’t work: 1 to 60 characters, please.
        [already_ending] This avatar is already being closed.
        [may_have_been_paid] It cannot be tried again: the training may have begun. Create a new avatar.
       *[not_now] This can’t be done any more.
    }
in-group = I talk with people one to one: write to me at @{ $username }.
server-away = One of my servers isn’t answering right now. Nothing you have sent is lost: I’ll see to it as soon as it is back, and there is no need to repeat anything.
trouble = Something went wrong, but nothing is lost. Try again.
nothing-to-cancel = There is nothing to cancel: no avatar is being made.
stuck =
    ⚠️ Something broke on our side, and avatar “{ $name }” does not answer. We have been told and are on it.

    You can wait, or delete the avatar with all its photos.

## What must be noticed

news-completed = ✨ Your avatar “{ $name }” is ready!
news-pictures-follow = 🎨 Making its first pictures: they will be here as soon as they are done.
news-completed-anyway = ✨ Your avatar “{ $name }” is ready after all: the training finished before it could be stopped.
news-failed = ⚠️ Your avatar “{ $name }”: the training failed.
news-expiry_near = ⏰ Your avatar “{ $name }” has been waiting a while. If nothing happens, it will be closed soon.
news-expired = 🌙 Your avatar “{ $name }” is closed: nothing has happened for a while. You can bring it back.
news-overdue =
    ⏰ Avatar “{ $name }”: { $what ->
        [queued] the queue for training is moving very slowly
       *[running] the training is taking far too long
    }. Nothing is lost. Keep waiting, or cancel?
decided =
    { $decision ->
        [waited_on] { waiting-on }
        [cancelled] { stopping }
        [retried] 🔁 “{ $name }” is being trained again.
        [mended] 📸 “{ $name }” takes photos again.
        [result_sought] 🔎 I’m looking for what the training of “{ $name }” left.
        [adopted] ✅ The training of “{ $name }” did begin after all, and it goes on. It is paid for only once.
       *[moved_on] ➡️ “{ $name }” has moved on: its card shows how things stand.
    }
decided-by-team =
    🛠 Our team has looked into “{ $name }”. { $decision ->
        [waited_on] We keep waiting for its training: nothing is lost.
        [cancelled] It is being cancelled. Your photos are safe, and its card will show how it ended.
        [retried] Its training has been started again.
        [mended] You can send it other photos now.
        [result_sought] We are fetching what its training left.
        [submitted_again] Its training has been started anew: just wait for it.
        [adopted] Its training did begin, and it goes on: just wait for it.
       *[given_up] Its training never began, and nothing was charged.
    }
news-late_photos = 📸 The photo set of “{ $name }” is closed, so the new photos are not in it. To use them, create another avatar and send them again.
news-photos_without_avatar =
    { $count ->
        [one] 📸 I see { $count } photo
       *[other] 📸 I see { $count } photos
    }, but I don’t know which avatar they’re for. Create or open one, and I’ll add them right away.
news-photos_over =
    { $over ->
        [one] { $over } more photo doesn’t fit here
       *[other] { $over } more photos don’t fit here
    }: send what is missing again once the avatar is there.

## An avatar’s first pictures

preview-made = 🎨 The first pictures of “{ $name }”
preview-missing = { $made } of { $wanted } came out.
preview-below = “{ $name }” is in your gallery.
preview-none = 😔 The pictures of “{ $name }” didn’t work out this time. The avatar itself is fine: it is ready, and in your gallery.
preview-again = Shall we try again?
preview-over = There are no tries left.

## Spans of time (after “in” and “for”)

span-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
span-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
span-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
span-seconds =
    { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }

## Limits

limit-trainings =
    ⏳ This avatar can’t train just yet: others are training. Nothing is lost: its photos are complete, it waits. Start it when another one is done{ $known ->
        [yes] , usually in { $when }.
       *[no] .
    }
limit-trainings-today =
    🌙 That’s enough trainings for today. Nothing is lost: this avatar keeps its photos and waits{ $known ->
        [yes] : start it in { $when }.
       *[no] .
    }
limit-avatars =
    🌙 That’s enough new avatars for today{ $known ->
        [yes] : you can create the next one in { $when }.
       *[no] .
    }

## What we keep

privacy-title = 🔐 What I keep, and for how long
privacy-photos =
    📸 Photos are in private storage{ $kept ->
        [always] { " " }until you delete the avatar.
        [never] { " " }until the training is over; then only one stays, for the cover.
       *[other] { " " }for { $photos } after the training; then only one stays, for the cover.
    } I save each one anew: the file no longer tells where, when or with what camera it was taken.
privacy-faces = 🙂 To see whether the photos show one person, I compare the faces, and forget their features at once. Nothing by which a face could be recognised is kept.
privacy-model =
    🧠 The trained model and the pictures made with it are kept until you delete the avatar.{ $stays ->
        [none] { "" }
        [style] { " " }A style model may stay at { $trainer }: the service offers no way to delete it, but nobody except me can reach it.
        [portrait] { " " }A portrait model may stay at { $trainer }: the service offers no way to delete it, but nobody except me can reach it.
       *[any] { " " }The model may stay at { $trainer }, too: the service offers no way to delete it, but nobody except me can reach it.
    }
privacy-unfinished = 📝 An avatar without photos is closed after { $draft }, one with photos { $upload } after you last touched it; the photos of a closed avatar wait until you come back to it, or delete it. Of photos sent without an avatar I remember only their IDs in Telegram, and forget these after { $inbox }.
privacy-trainer = 🏋️ Training happens at { $trainer }. There, the archive with the photos disappears by itself after { $archive }, requests and answers after { $requests }. If you delete all your data, I have requests and answers erased at once.
privacy-pictures =
    🎨 { $weights ->
        [yes] While the first pictures are made, { $trainer } may hold a copy of the model and of the pictures: there, they disappear by themselves in { $files } at the latest.
       *[no] The first pictures are made at { $trainer }: there, they disappear by themselves in { $files } at the latest.
    }
privacy-history =
    🗒 The work log has IDs, your name in Telegram, the avatar’s name and decisions, no photos and no links to them. { $known ->
        [yes] An entry disappears { $history } after the end.
       *[no] Entries disappear by themselves some time after the end.
    } If you delete all your data, I erase the log, too.
privacy-counted =
    ⏱ { $counted ->
        [trainings] The limit on trainings holds
        [avatars] The limit on new avatars holds
       *[both] The limits on trainings and new avatars hold
    } even after you delete all your data: for { $day } I still remember when { $counted ->
        [trainings] your trainings began
        [avatars] you began avatars
       *[both] your trainings and avatars began
    }, and nothing else, under a code in place of your name and Telegram ID. I erase that, too, in { $kept } at the latest.
privacy-chat = 💬 The messages of this chat are kept by Telegram: only you can delete them.

## Deleting all data

ask-delete-data =
    🗑 Delete everything I keep about you?

    { $avatars ->
        [0] Photos, models and your profile record will be gone for good.
        [one] { $avatars } avatar, all photos, models, finished pictures and your profile record will be gone for good.
       *[other] { $avatars } avatars, all photos, models, finished pictures and your profile record will be gone for good.
    }{ $training ->
        [yes] { " " }The training that is under way will stop.
       *[no] { "" }
    } This cannot be undone.
ask-delete-data-counted =
    { $counted ->
        [trainings] The limit on trainings does not start over
        [avatars] The limit on new avatars does not start over
       *[both] The limits on trainings and new avatars do not start over
    }: if you used some of it lately, I still remember the times for { $day }, under a code in place of your name and Telegram ID.
deletion-under-way =
    🧹 I’m deleting all your data. It usually takes less than a minute, longer if a training is under way. I’ll send you a receipt when it’s done.

    Until then I’m not taking new photos or avatars.
toast-deleting = 🧹 I’m deleting all your data: the receipt will come soon.
receipt-title = ✅ All your data is deleted · { DATETIME($date, day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short") }
receipt-nothing = There was nothing to delete: I found no avatars and no photos of yours.
receipt-counts =
    Avatars: { $avatars } · photos: { $photos } · models: { $models } · { $megabytes } MB in all.

    Then I looked into the storage and the database: nothing of yours is there.
receipt-counted =
    One thing stays: the times of your latest { $counted ->
        [trainings] trainings
        [avatars] avatars
       *[both] trainings and avatars
    }, under a code in place of your name and Telegram ID. They count towards the limits for { $day }, and I erase them in { $kept } at the latest.
receipt-elsewhere = What is still kept elsewhere:
receipt-archive = • the archive with the photos at { $trainer }, if you trained lately: it disappears by itself, in { $archive } at the latest;
receipt-weights = • a copy of the model at { $trainer }, if first pictures were being made lately: it disappears by itself, in { $files } at the latest;
receipt-left =
    { $count ->
        [one] • the record of { $count } request to { $trainer }: it could not be erased at once, and goes by that service’s rules;
       *[other] • the records of { $count } requests to { $trainer }: they could not be erased at once, and go by that service’s rules;
    }
receipt-unknown =
    { $count ->
        [one] • { $count } request to { $trainer } of which I couldn’t find out whether it was accepted: if so, it goes by that service’s rules;
       *[other] • { $count } requests to { $trainer } of which I couldn’t find out whether they were accepted: if so, they go by that service’s rules;
    }
receipt-models =
    { $count ->
        [one] • { $count } model at { $trainer }: the service offers no way to delete it, but nobody except me can reach it;
       *[other] • { $count } models at { $trainer }: the service offers no way to delete them, but nobody except me can reach them;
    }
receipt-history =
    { $known ->
        [yes] • the record of this deletion, with IDs alone: it disappears by itself in { $history }. The rest of the work log is being erased right now;
       *[no] • the record of this deletion, with IDs alone: it disappears by itself after some time. The rest of the work log is being erased right now;
    }
receipt-chat = • the messages of this chat: Telegram keeps them, and you can delete them yourself.
receipt-bye = Thank you for being here. If you come back, I’ll start with a clean slate.

## Settings

settings = 🌐 Which language shall we speak?
language-name =
    { $value ->
        [ru] Русский
       *[en] English
    }
toast-language = ✅ We speak English from now on.

## What the bot says of itself in Telegram (64, 512 and 120 characters at most)

bot-description =
    I make AI avatars from your photos.

    Choose what you want and send your pictures: I check each one and tell you what’s missing. A few minutes later your avatar is ready, with its first pictures.

    Your photos are in private storage, and you can delete everything at any moment: /deletedata
bot-short-description = AI avatars from your photos: a few taps, some pictures, and in a few minutes it’s ready.
