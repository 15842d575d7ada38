/* The client half of the load generator: what is asked, what must come back, and one connection's view of both. */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include "chunked.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A request as it goes on the wire and the body that must come back, byte for byte. Where a gateway translates, the time
 * it says the answer was made at is its own: those digits are holes, in which any other digits are as right.
 */
struct call {
    char *request;
    size_t request_length;
    char *body;
    size_t body_length;
    size_t *holes; /* where the digits of a time begin, in order */
    size_t hole_count;
    uint64_t body_hash; /* FNV-1a, for the record */
    unsigned long events;
};

enum response_phase { RESPONSE_HEAD, RESPONSE_SIZED, RESPONSE_CHUNKED };

/* How far one response has been read. Zeroed = at its beginning. */
struct response {
    enum response_phase phase;
    int status;
    size_t head_length;
    char head[8192];
    uint64_t left;
    struct chunked chunked;
    size_t position; /* body bytes seen */
    size_t hole;     /* the first hole that is not all behind */
    int differs;     /* the body is not the expected one */
};

enum feed { FEED_MORE, FEED_DONE, FEED_BROKEN };

/*
 * Takes the next bytes of a response. With `call->body` set, compares as it goes; without, collects the body there.
 * FEED_DONE only when the response ended exactly at the last byte.
 */
enum feed response_feed(struct response *r, struct call *call, const char *data, size_t size);
void response_reset(struct response *r);

/* Whether a complete response is the expected one: status 200 and the same bytes. */
int response_right(const struct response *r, const struct call *call);

/*
 * A chat completion of about `request_bytes` that makes the mock answer `wish`, with the key as its bearer token. The wish
 * is a member of its own, or `in_text`: the beginning of what the user says, which a translation leaves as it is.
 */
struct call call_make(const char *wish, int in_text, int streams, size_t request_bytes, const char *key);

/* Takes the body that `probe` gets from a port as the one to expect; exits the program when that fails. */
void call_learn(struct call *call, struct call *probe, int port);

/* Takes the expected body from a file, with its times as holes; exits the program when that fails. */
void call_expect(struct call *call, const char *path);

/* One whole call on a blocking connection; 1 when the answer is right, 0 when it is wrong, -1 when the connection broke. */
int call_blocking(int fd, struct call *call, struct response *r);

/* A connected socket without Nagle on 127.0.0.1, or -1. */
int connect_local(int port, int nonblocking);

uint64_t now_ns(void);
void fail(const char *what) __attribute__((noreturn));

#endif
