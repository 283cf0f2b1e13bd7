## Words

avatar-type =
    { $value ->
        [character] 👤 Character
        [style] 🎨 Style
       *[custom] 🧩 Custom
    }
gender =
    { $value ->
        [male] 👨 Male
        [female] 👩 Female
       *[other] 🙂 Other
    }
training-type =
    { $value ->
        [portrait] 🖼 Portrait · 3–15 minutes
       *[style] 🎨 Style · 5–30 minutes
    }
training-word =
    { $value ->
        [portrait] 🖼 Portrait
       *[style] 🎨 Style
    }
status =
    { $value ->
        [draft] it waits for its first photos
        [uploading] its photos are being collected
        [ready] its training can start
        [training] it is being trained
        [completed] it is done
        [error] its training did not work
       *[cancelled] it is cancelled
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

## Commands

command-start = Where we were
command-new = Create an avatar
command-avatars = My avatars
command-cancel = Cancel the current avatar
command-help = How it works

## Buttons

button-new = ➕ Create an avatar
button-gallery = 🖼 My avatars
button-help = ❓ How it works
button-back = ⬅️ Back
button-continue = ▶️ Continue
button-show = 👀 Show
button-start = 🚀 Start training
button-start-yes = 🚀 Yes, start
button-photos = 🗑 Remove a photo
button-remove = 🗑 { $number }
button-rename = ✏️ Name
button-cancel = ✖️ Cancel
button-cancel-yes = ✖️ Yes, cancel
button-delete = 🗑 Delete
button-delete-yes = 🗑 Yes, delete for good
button-keep = ⬅️ No, keep it
button-retry = 🔁 Try again
button-reopen = ↩️ Take it up again

## Beginning

start-welcome =
    Hello, I am Aisha 👋

    I make an avatar of your photos. Choose what it is to be, send { $min } to { $max } pictures, and in a few minutes it is done.
start-continue =
    Welcome back 👋

    You were at the avatar “{ $name }”: { $status }.
start-gallery =
    Welcome back 👋

    Your avatars are all here. Shall we look at them, or make a new one?
help =
    How it works

    1. Choose what the avatar is to be: three taps.
    2. Send { $min } to { $max } photos, as an album, one by one or as files, with at least { $side } pixels on the shorter side. I check each one and tell you which will not do, and why.
    3. Start the training. A portrait usually takes 3–15 minutes, a style 5–30. You may close the chat: I will write to you.

    Which photos are best: sharp ones in soft light, from several sides, with different backgrounds, without filters or collages.

    You can cancel at any moment. A deleted avatar is gone with all its photos.

    /new — create an avatar
    /avatars — my avatars
    /cancel — cancel the current one
text-hint = I understand photos and buttons. What shall we do?

## Wizard

wizard-type =
    Step 1 of 3. What is the avatar to be?

    👤 Character: a person, you or somebody close, with a face one knows.
    🎨 Style: a manner of drawing, editing, mood.
    🧩 Custom: a pet, a thing, anything else.
wizard-gender = Step 2 of 3. Which gender has the avatar?
wizard-training =
    Step 3 of 3. How shall it be trained?

    🖼 Portrait is the truest to a face. Usually 3–15 minutes.
    🎨 Style takes in the whole look: manner, colours, details. Usually 5–30 minutes.

## An avatar's card

card-ask-photos = 📸 Send { $min } to { $max } photos: as an album, one by one or as files.
card-tip =
    { $value ->
        [character] Best of all: the face well seen, one person in the photo; light, angles and backgrounds that differ.
        [style] Best of all: pictures in one manner, of different things.
       *[custom] Best of all: the thing up close, from several sides, on different backgrounds.
    }
card-name-hint = ✏️ To change the name, just write a new one.
card-counter =
    📸 { $valid } of { $min }–{ $max }{ $refused ->
        [0] { "" }
       *[other] { " " }· { $refused } will not do:
    }
card-refusal =
    • No. { $numbers }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    }: { $refusal }
card-pending =
    { $pending ->
        [one] ⏳ Checking { $pending } photo…
       *[other] ⏳ Checking { $pending } photos…
    }
card-missing =
    { $missing ->
        [one] { $missing } more photo is needed.
       *[other] { $missing } more photos are needed.
    }
card-enough =
    ✅ There are photos enough: start now, or add { $room ->
        [one] { $room } more.
       *[other] up to { $room } more.
    }
card-full = ✅ That is the most there can be: the training can start.
card-training = ✅ Training has started!
card-progress = { $bar } { $progress } %
card-queue =
    { $before ->
        [0] 🕓 You are next in the queue.
        [one] 🕓 In the queue: { $before } avatar is before yours.
       *[other] 🕓 In the queue: { $before } avatars are before yours.
    }
card-training-note = This usually takes { $from }–{ $to } minutes. You may close the chat: I will write when it is done.
card-completed =
    The avatar is done! It was trained on { $valid ->
        [one] { $valid } photo
       *[other] { $valid } photos
    } and is kept in your gallery.
card-error = The training did not work.
card-kept =
    { $valid ->
        [0] { "" }
        [one] { $valid } photo is kept: no need to send it again.
       *[other] { $valid } photos are kept: no need to send them again.
    }
card-cancelled = The avatar is cancelled.
card-cancelled-note = You can take it up again, or delete it altogether.
detail-made = 🗓 { DATETIME($date, day: "numeric", month: "long", year: "numeric") }

## Why a photo will not do, and what to do

refusal =
    { $why ->
        [not_an_image] not a photo: send a picture
        [unsupported_format] this format will not do: send JPEG, PNG or WebP
        [too_large_file] the file is larger than 20 MB: send it as a photo, not as a file
        [too_small] too small: send a larger one, or the original as a file
        [too_many_pixels] the resolution is too high: send it as a photo, not as a file
        [corrupt] the file is damaged: send another picture
        [duplicate] here already: send another
        [over_limit] no room for it: to have this one, remove another
       *[unavailable] it could not be fetched: send it once more
    }

## Why a training did not work, and what to do

failure =
    { $why ->
        [trainer_rejected] These photos were not accepted for training. Try again; if that does not help, create an avatar with other pictures.
        [trainer_failed] The training broke off half way. That happens: try again.
        [trainer_unreachable] The training service did not answer for a long time. Try again a little later.
        [training_timeout] The training took too long and was stopped. Try again.
        [submission_unconfirmed] The connection was lost at the very start, and nobody knows whether the training began. So that it is not paid for twice, this avatar cannot be tried again: create a new one with /new.
        [result_missing] The training ended, but its result did not come. Try again.
       *[storage_failed] The training ended, but its result could not be saved. Try again.
    }

## Questions before what matters

ask-start =
    🚀 Start training the avatar “{ $name }”?

    { $valid ->
        [one] { $valid } photo
       *[other] { $valid } photos
    } · { $training } · usually { $from }–{ $to } minutes.
    Once it has started, the photos cannot be changed.
ask-cancel =
    { $status ->
        [training] ✖️ Stop training the avatar “{ $name }”? What is done is lost, and training would begin anew.
       *[other] ✖️ Cancel the avatar “{ $name }”?
    }

    The photos taken are kept: you can take the avatar up again.
ask-delete =
    🗑 Delete the avatar “{ $name }” for good?

    It goes, and so do all its photos. They cannot be brought back.
photos-list =
    🗑 Which photo is to go?

    The numbers are in the order in which you sent them.
photos-none = There is nothing to remove: no photo has been taken yet.
deleted = 🗑 The avatar “{ $name }” is deleted with all its photos.

## Gallery

gallery-title =
    🖼 My avatars · { $total }

    Tap an avatar to see what can be done with it.
gallery-item = { $icon } { $name }
gallery-training = { $icon } { $name } · { $progress } %
gallery-page = { $page } of { $pages }
gallery-empty = Your avatars will be here. Shall we make the first one?

## Name

ask-name = ✏️ Write a new name for the avatar “{ $name }”.
named = ✅ The avatar is now called “{ $name }”.
bad-name = That name will not do: it takes 1 to 60 characters. Write another.

## Not photos

media-hint =
    { $kind ->
        [video] A video will not do: send photos, or frames of it.
        [voice] I do not listen to voices or music: send photos.
        [sticker] A lovely sticker, but an avatar needs photos.
       *[other] I do not understand this: send photos or tap a button.
    }

photo-not-taken = The photos could not be taken. Please send them again in a minute.

## Answers to taps (200 characters at most)

toast-opened = Send your photos 📸
toast-started = ✅ Training has started!
toast-cancelled = The avatar is cancelled.
toast-retried = Trying again.
toast-removed = Photo { $number } is removed.
toast-deleted = The avatar is deleted.
toast-stale = This button is out of date; here is how things are.
toast-gone = This avatar is no more.
toast-busy = Still busy with what you asked before, one moment…
toast-late = I am slow just now. Nothing is lost: try again in a minute.
toast-refused =
    { $why ->
        [not_yours] This avatar is no more.
        [photos_being_checked] Still checking the photos, one moment…
        [unknown_photo] This photo is no more.
        [bad_name] That name will not do: it takes 1 to 60 characters.
        [already_ending] This avatar is ending already.
        [may_have_been_paid] It cannot be tried again: the training may have begun. Create a new avatar.
       *[not_now] This cannot be done any more.
    }
trouble = Something went wrong, but nothing is lost. Try again.
nothing-to-cancel = There is nothing to cancel: no avatar is being made.

## What must be noticed

news-completed = ✨ The avatar “{ $name }” is done!
news-failed = ⚠️ The avatar “{ $name }”: the training did not work.
news-expiry_near = ⏰ The avatar “{ $name }” has waited for long. Left alone, it will be closed soon.
news-expired = 🌙 The avatar “{ $name }” is closed: nobody has touched it for long. You can take it up again.
news-late_photos = 📸 The set of photos for the avatar “{ $name }” is closed, so the new ones are not in it. They will do for another: create one and send them again.
news-photos_without_avatar =
    { $count ->
        [one] 📸 I see { $count } photo
       *[other] 📸 I see { $count } photos
    }, but do not know yet for which avatar. Create one, and they will be in it at once.
