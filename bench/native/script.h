/* What the mock upstream answers: prepared once, then only ever sent. */
#ifndef BENCH_SCRIPT_H
#define BENCH_SCRIPT_H

#include <stddef.h>
#include <stdint.h>

/*
 * One prepared answer: head and body as they go on the wire, cut into the writes they are sent in. A JSON answer is
 * one write; a stream is one write per event, the last one carrying usage, [DONE] and the end of the body.
 */
struct script {
    char *bytes;
    size_t *cuts; /* cuts[i] = end of write i */
    size_t writes;
    int holds;    /* the stream never ends: after the last write it stays open, silent */
};

/*
 * A wish found in a request body: "mock:json:BYTES", "mock:sse:EVENTS:MICROS" or "mock:hold"; in the wire format of
 * another vendor "mock:anthropic:BYTES", "mock:anthropic-sse:EVENTS:MICROS", and the same with "gemini".
 */
struct wish {
    enum { WISH_JSON, WISH_SSE, WISH_HOLD } kind;
    enum { VENDOR_OPENAI, VENDOR_ANTHROPIC, VENDOR_GEMINI } vendor;
    unsigned long size;        /* bytes of the JSON body, or number of text events */
    unsigned long interval_us; /* between the events of a stream; 0 = back to back */
};

/* Reads the wish out of the first bytes of a body; a body without one wishes for 1 KB of JSON. */
struct wish wish_read(const char *body, size_t length);

/* The answer to a wish, built on first use and kept. NULL when there are too many different ones. */
const struct script *script_for(struct wish wish);

#endif
