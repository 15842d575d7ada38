#include "script.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDENTITY "\"id\":\"chatcmpl-bench4f1c2d9ab37e60\",\"object\":\"%s\",\"created\":1760000000,\"model\":\"bench-model\","
#define USAGE "\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":%lu,\"total_tokens\":%lu}"
#define ANTHROPIC_IDENTITY "\"model\":\"claude-bench\",\"id\":\"msg_01Bench4f1c2d9ab37e60\",\"type\":\"message\",\"role\":\"assistant\","
#define ANTHROPIC_INPUT "\"input_tokens\":200,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
#define GEMINI_IDENTITY "\"modelVersion\": \"gemini-bench\",\"responseId\": \"bench4f1c2d9ab37e60\""
#define GEMINI_USAGE "\"usageMetadata\": {\"promptTokenCount\": 200,\"candidatesTokenCount\": %lu,\"totalTokenCount\": %lu," \
                     "\"promptTokensDetails\": [{\"modality\": \"TEXT\",\"tokenCount\": 200}]}"
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

/* What stands before and behind the text of a whole answer, as each vendor writes it. */
static void add_head(struct text *body, int vendor) {
    switch (vendor) {
    case VENDOR_ANTHROPIC:
        text_add(body, "{" ANTHROPIC_IDENTITY "\"content\":[{\"type\":\"text\",\"text\":\"");
        break;
    case VENDOR_GEMINI:
        text_add(body, "{\n  \"candidates\": [\n    {\n      \"content\": {\n        \"parts\": [\n          {\n"
                       "            \"text\": \"");
        break;
    default:
        text_add(body, "{" IDENTITY "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"",
                 "chat.completion");
    }
}

static void add_tail(struct text *body, int vendor, unsigned long tokens) {
    switch (vendor) {
    case VENDOR_ANTHROPIC:
        text_add(body, "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{" ANTHROPIC_INPUT
                       "\"output_tokens\":%lu,\"service_tier\":\"standard\"}}", tokens);
        break;
    case VENDOR_GEMINI:
        text_add(body, "\"\n          }\n        ],\n        \"role\": \"model\"\n      },\n      \"finishReason\": \"STOP\",\n"
                       "      \"index\": 0\n    }\n  ],\n  " GEMINI_USAGE ",\n  " GEMINI_IDENTITY "\n}\n", tokens, 200 + tokens);
        break;
    default:
        text_add(body, "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}]," USAGE "}", tokens, 200 + tokens);
    }
}

/* A body of exactly `size` bytes (or the smallest possible one, if that is larger). */
static struct script *json_script(unsigned long size, int vendor) {
    struct text body = {0}, tail = {0};
    add_head(&body, vendor);
    add_tail(&tail, vendor, size / 4);
    static const char prose[] = "The quick brown fox reads every byte it relays and changes none of them. ";
    while (body.length + tail.length < size) {
        size_t room = size - body.length - tail.length;
        size_t take = room < sizeof prose - 1 ? room : sizeof prose - 1;
        text_add(&body, "%.*s", (int)take, prose);
    }
    text_add(&body, "%s", tail.bytes);
    free(tail.bytes);

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

/* The text of event i, as it stands between quotes. */
static const char *words_of(unsigned long i) {
    static const char *const words[] = {" the",       " gateway", " relays", " caf\xc3\xa9", " \\\"quoted\\\"", ",\\n",
                                        " \xe6\x95\xb0\xe6\x8d\xae", " usage",  " {[]}", " and a somewhat longer delta of words"};
    return words[i % (sizeof words / sizeof *words)];
}

/* Anthropic's events, each with its name: the beginning in one write, `events` text deltas, the end in one write. */
static size_t add_anthropic(struct text *wire, size_t *cuts, unsigned long events) {
    char event[512];
    size_t writes = 0;
    add_chunk(wire, "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{" ANTHROPIC_IDENTITY "\"content\":[],"
                    "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{" ANTHROPIC_INPUT "\"output_tokens\":1}}}\n\n");
    add_chunk(wire, "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                    "{\"type\":\"text\",\"text\":\"\"}}\n\n");
    add_chunk(wire, "event: ping\ndata: {\"type\": \"ping\"}\n\n");
    cuts[writes++] = wire->length;
    for (unsigned long i = 0; i < events; i++) {
        snprintf(event, sizeof event, "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                 "{\"type\":\"text_delta\",\"text\":\"%s %lu\"}}\n\n", words_of(i), i);
        add_chunk(wire, event);
        cuts[writes++] = wire->length;
    }
    add_chunk(wire, "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n");
    snprintf(event, sizeof event, "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\","
             "\"stop_sequence\":null},\"usage\":{\"output_tokens\":%lu}}\n\n", events);
    add_chunk(wire, event);
    add_chunk(wire, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    text_add(wire, "0\r\n\r\n");
    cuts[writes++] = wire->length;
    return writes;
}

/* Gemini's chunks, with the usage so far in each: `events` with text, then one that only says STOP. */
static size_t add_gemini(struct text *wire, size_t *cuts, unsigned long events) {
    char event[1024];
    size_t writes = 0;
    for (unsigned long i = 0; i <= events; i++) {
        char said[128] = "";
        if (i < events) snprintf(said, sizeof said, "%s %lu", words_of(i), i);
        unsigned long tokens = i < events ? i + 1 : events;
        snprintf(event, sizeof event, "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"%s\"}],\"role\": \"model\"},"
                 "%s\"index\": 0}]," GEMINI_USAGE "," GEMINI_IDENTITY "}\r\n\r\n", said,
                 i < events ? "" : "\"finishReason\": \"STOP\",", tokens, 200 + tokens);
        add_chunk(wire, event);
        if (i == events) text_add(wire, "0\r\n\r\n");
        cuts[writes++] = wire->length;
    }
    return writes;
}

/* OpenAI: role chunk, `events` text deltas, finish chunk, then usage, [DONE] and the end of the body in one write. */
static size_t add_openai(struct text *wire, size_t *cuts, unsigned long events, int holds) {
    size_t writes = 0;
    add_event(wire, "{\"role\":\"assistant\",\"content\":\"\"}", "null");
    cuts[writes++] = wire->length;
    if (holds) return writes;
    for (unsigned long i = 0; i < events; i++) {
        char delta[128];
        snprintf(delta, sizeof delta, "{\"content\":\"%s %lu\"}", words_of(i), i);
        add_event(wire, delta, "null");
        cuts[writes++] = wire->length;
    }
    add_event(wire, "{\"content\":\"\"}", "\"stop\"");
    cuts[writes++] = wire->length;
    char usage[512];
    snprintf(usage, sizeof usage, "data: {" IDENTITY "\"choices\":[]," USAGE "}\n\n", "chat.completion.chunk", events,
             200 + events);
    add_chunk(wire, usage);
    add_chunk(wire, "data: [DONE]\n\n");
    text_add(wire, "0\r\n\r\n");
    cuts[writes++] = wire->length;
    return writes;
}

static struct script *sse_script(struct wish wish) {
    unsigned long events = wish.size;
    int holds = wish.kind == WISH_HOLD;
    struct text wire = {0};
    struct script *script = calloc(1, sizeof *script);
    size_t *cuts = calloc(events + 3, sizeof *cuts);
    if (!script || !cuts) abort();
    text_add(&wire, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n"
                    "Transfer-Encoding: chunked\r\nx-request-id: req_bench\r\n\r\n");
    size_t writes = wish.vendor == VENDOR_ANTHROPIC ? add_anthropic(&wire, cuts, events)
                    : wish.vendor == VENDOR_GEMINI  ? add_gemini(&wire, cuts, events)
                                                    : add_openai(&wire, cuts, events, holds);
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
    static const struct {
        const char *json, *sse;
        int vendor;
    } forms[] = {{"json:%lu", "sse:%lu:%lu", VENDOR_OPENAI},
                 {"anthropic:%lu", "anthropic-sse:%lu:%lu", VENDOR_ANTHROPIC},
                 {"gemini:%lu", "gemini-sse:%lu:%lu", VENDOR_GEMINI}};
    if (strncmp(words, "hold", 4) == 0) return (struct wish){.kind = WISH_HOLD};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        unsigned long size = 0, interval = 0;
        if (sscanf(words, forms[i].json, &size) == 1 && size <= MAX_SIZE) {
            return (struct wish){.kind = WISH_JSON, .vendor = forms[i].vendor, .size = size};
        }
        if (sscanf(words, forms[i].sse, &size, &interval) == 2 && size <= MAX_SIZE / 1024) {
            return (struct wish){.kind = WISH_SSE, .vendor = forms[i].vendor, .size = size, .interval_us = interval};
        }
    }
    return wish;
}

const struct script *script_for(struct wish wish) {
    static struct known {
        struct wish wish;
        struct script *script;
    } known[MAX_SCRIPTS];
    static size_t count;
    for (size_t i = 0; i < count; i++) {
        struct wish *w = &known[i].wish;
        if (w->kind == wish.kind && w->vendor == wish.vendor && w->size == wish.size) return known[i].script;
    }
    if (count == MAX_SCRIPTS) return NULL;
    struct script *script = wish.kind == WISH_JSON ? json_script(wish.size, wish.vendor) : sse_script(wish);
    known[count++] = (struct known){.wish = wish, .script = script};
    return script;
}
