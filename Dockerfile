# Works alone, with the Redis inside and everything in one volume:
#   docker build -t qunguan . && docker run -it -v qunguan:/app/data qunguan
# or with a Redis of its own beside it: docker compose up (compose.yaml).

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends redis-server tini \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/bin ./bin
COPY --from=build /app/dist ./dist
COPY --from=build /app/config ./config
COPY --from=build /app/demo ./demo
RUN install -d -o node -g node -m 700 data
USER node
VOLUME ["/app/data"]
# tini is process 1: it hands signals on, so that `docker stop` lets the bot finish the action in hand.
ENTRYPOINT ["tini", "--", "node", "bin/qunguan.mjs"]
CMD ["start"]
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s --retries=3 \
  CMD ["node", "bin/qunguan.mjs", "doctor", "--quiet"]
