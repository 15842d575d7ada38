#include "script.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDENTITY "\"id\":\"chatcmpl-bench4f1c2d9ab37e60\",\"object\":\"%s\",\"created\":1760000000,\"model\":\"bench-model\","
#define USAGE "\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":%lu,\"total_tokens\":%lu}"
#define MAX_SCRIPTS 64
#define MAX_SIZE (64UL << 20)

struct text {
    char *bytes;
    size_t length, capacity;
};

static void text_reserve(struct text *t, size_t more) {
    if (t->length + more + 1 <= t->capacity) return;
    t->capacity = (t->length + more + 1) * 2;
    t->bytes = realloc(t->bytes, t->capacity);
    if (!t->bytes) abort();
}

__attribute__((format(printf, 2, 3))) static void text_add(struct text *t, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int needed = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text_reserve(t, (size_t)needed);
    va_start(args, format);
    vsnprintf(t->bytes + t->length, (size_t)needed + 1, format, args);
    va_end(args);
    t->length += (size_t)needed;
}

/* A body of exactly `size` bytes (or the smallest possible one, if that is larger). */
static struct script *json_script(unsigned long size) {
    struct text body = {0};
    text_add(&body, "{" IDENTITY "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"", "chat.completion");
    char tail[256];
    int tail_length = snprintf(tail, sizeof tail, "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}]," USAGE "}",
                               size / 4, 200 + size / 4);
    static const char prose[] = "The quick brown fox reads every byte it relays and changes none of them. ";
    while (body.length + (size_t)tail_length < size) {
        size_t room = size - body.length - (size_t)tail_length;
        size_t take = room < sizeof prose - 1 ? room : sizeof prose - 1;
        text_add(&body, "%.*s", (int)take, prose);
    }
    text_add(&body, "%s", tail);

    struct text wire = {0};
    text_add(&wire, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nx-request-id: req_bench\r\n\r\n",
             body.length);
    text_reserve(&wire, body.length);
    memcpy(wire.bytes + wire.length, body.bytes, body.length);
    wire.length += body.length;
    free(body.bytes);

    struct script *script = calloc(1, sizeof *script);
    size_t *cuts = calloc(1, sizeof *cuts);
    if (!script || !cuts) abort();
    cuts[0] = wire.length;
    *script = (struct script){.bytes = wire.bytes, .cuts = cuts, .writes = 1};
    return script;
}

static void add_chunk(struct text *wire, const char *event) { text_add(wire, "%zx\r\n%s\r\n", strlen(event), event); }

/* One chat.completion.chunk; `delta` and `finish` are JSON. */
static void add_event(struct text *wire, const char *delta, const char *finish) {
    char event[512];
    snprintf(event, sizeof event,
             "data: {" IDENTITY "\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}\n\n", "chat.completion.chunk",
             delta, finish);
    add_chunk(wire, event);
}

/* Role chunk, `events` text deltas, finish chunk, then usage, [DONE] and the end of the body in one write. */
static struct script *sse_script(unsigned long events, int holds) {
    static const char *const words[] = {" the",       " gateway", " relays", " caf\xc3\xa9", " \\\"quoted\\\"", ",\\n",
                                        " \xe6\x95\xb0\xe6\x8d\xae", " usage",  " {[]}", " and a somewhat longer delta of words"};
    struct text wire = {0};
    struct script *script = calloc(1, sizeof *script);
    size_t *cuts = calloc(events + 3, sizeof *cuts);
    if (!script || !cuts) abort();
    text_add(&wire, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n"
                    "Transfer-Encoding: chunked\r\nx-request-id: req_bench\r\n\r\n");
    add_event(&wire, "{\"role\":\"assistant\",\"content\":\"\"}", "null");
    size_t writes = 0;
    cuts[writes++] = wire.length;
    if (!holds) {
        for (unsigned long i = 0; i < events; i++) {
            char delta[128];
            snprintf(delta, sizeof delta, "{\"content\":\"%s %lu\"}", words[i % (sizeof words / sizeof *words)], i);
            add_event(&wire, delta, "null");
            cuts[writes++] = wire.length;
        }
        add_event(&wire, "{\"content\":\"\"}", "\"stop\"");
        cuts[writes++] = wire.length;
        char usage[512];
        snprintf(usage, sizeof usage, "data: {" IDENTITY "\"choices\":[]," USAGE "}\n\n", "chat.completion.chunk", events,
                 200 + events);
        add_chunk(&wire, usage);
        add_chunk(&wire, "data: [DONE]\n\n");
        text_add(&wire, "0\r\n\r\n");
        cuts[writes++] = wire.length;
    }
    *script = (struct script){.bytes = wire.bytes, .cuts = cuts, .writes = writes, .holds = holds};
    return script;
}

struct wish wish_read(const char *body, size_t length) {
    struct wish wish = {.kind = WISH_JSON, .size = 1024};
    const char *mark = memmem(body, length, "mock:", 5);
    if (!mark) return wish;
    char words[64];
    size_t rest = (size_t)(body + length - mark) - 5;
    size_t take = rest < sizeof words - 1 ? rest : sizeof words - 1;
    memcpy(words, mark + 5, take);
    words[take] = '\0';
    unsigned long size = 0, interval = 0;
    if (strncmp(words, "hold", 4) == 0) {
        wish = (struct wish){.kind = WISH_HOLD};
    } else if (sscanf(words, "json:%lu", &size) == 1 && size <= MAX_SIZE) {
        wish.size = size;
    } else if (sscanf(words, "sse:%lu:%lu", &size, &interval) == 2 && size <= MAX_SIZE / 256) {
        wish = (struct wish){.kind = WISH_SSE, .size = size, .interval_us = interval};
    }
    return wish;
}

const struct script *script_for(struct wish wish) {
    static struct known {
        int kind;
        unsigned long size;
        struct script *script;
    } known[MAX_SCRIPTS];
    static size_t count;
    for (size_t i = 0; i < count; i++) {
        if (known[i].kind == (int)wish.kind && known[i].size == wish.size) return known[i].script;
    }
    if (count == MAX_SCRIPTS) return NULL;
    struct script *script = wish.kind == WISH_JSON ? json_script(wish.size) : sse_script(wish.size, wish.kind == WISH_HOLD);
    known[count++] = (struct known){.kind = (int)wish.kind, .size = wish.size, .script = script};
    return script;
}
