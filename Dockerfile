# Two images: `minio`, the object storage, which is published as source alone; and the last one, `app`, which is every
# process of ours by its command: the worker, the bot, migrations, the set-up of Temporal.

FROM golang:1.26.8-bookworm AS minio-build
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOBIN=/out \
    go install -trimpath -ldflags='-s -w' github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c

FROM alpine:3.23.4 AS minio
RUN adduser -D -u 10001 minio && install -d -o minio -g minio /data
COPY --from=minio-build /out/minio /usr/local/bin/minio
USER 10001
EXPOSE 9000
VOLUME /data
ENTRYPOINT ["minio"]
CMD ["server", "/data", "--address", ":9000"]

# The same Node as the package `node` in package-lock.json, which is what everything is tested on.
FROM node:24.21.0-bookworm-slim AS app-build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY emulators/fal/package.json emulators/fal/
# The versions of the lock file, by `npm install`: `npm ci` refuses a lock file that has not every platform's optional packages.
# No install scripts: what the product needs comes built, and the package `node` would bring a second Node.
RUN --mount=type=cache,target=/root/.npm npm install --omit=dev --ignore-scripts
COPY src src
COPY scripts/build.ts scripts/
RUN node scripts/build.ts

FROM node:24.21.0-bookworm-slim AS app
WORKDIR /app
# Two arenas of malloc: decoding in threads would fragment more, and take a third more memory.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    WORKFLOW_BUNDLE=/app/dist/workflow-bundle.js
# What the emulator of test mode remembers; a volume put here is the process's own.
RUN install -d -o node -g node .data
COPY --from=app-build /app/node_modules node_modules
COPY --from=app-build /app/dist dist
COPY package.json ./
COPY src src
COPY emulators/fal emulators/fal
COPY migrations migrations
COPY temporal temporal
COPY scripts/migrate.ts scripts/healthcheck.ts scripts/doctor.ts scripts/
COPY scripts/doctor scripts/doctor
# The user `node` of the image.
USER 1000
CMD ["node", "src/worker.ts"]
