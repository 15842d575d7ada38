#include "calls.h"

#include <stdio.h>
#include <string.h>

#define WISH 64

/* A stream's body is the same however slowly it comes, so the expected one is asked for `instant`. */
static struct call known_call(const struct options *o, const char *wish, const char *instant, int streams) {
    struct call call = call_make(wish, o->vendor != NULL, streams, o->request_bytes, o->key);
    if (o->expect) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", o->expect, instant);
        call_expect(&call, path);
    } else {
        struct call probe = call_make(instant, o->vendor != NULL, streams, 600, o->key);
        call_learn(&call, &probe, o->mock);
    }
    static const char done[] = "data: [DONE]\n\n";
    int ours = !o->vendor || o->expect; /* other vendors end their streams otherwise */
    if (streams && ours && (call.body_length < sizeof done - 1 ||
                            memcmp(call.body + call.body_length - (sizeof done - 1), done, sizeof done - 1) != 0)) {
        fail("the stream that is expected does not end in [DONE]");
    }
    return call;
}

static void json_wish(char *wish, const struct options *o) {
    snprintf(wish, WISH, "%s:%lu:", o->vendor ? o->vendor : "json", o->reply_bytes);
}

static void stream_wish(char *wish, const struct options *o, unsigned long events, unsigned long interval_us) {
    snprintf(wish, WISH, "%s%ssse:%lu:%lu:", o->vendor ? o->vendor : "", o->vendor ? "-" : "", events, interval_us);
}

struct call json_call(const struct options *o) {
    char wish[WISH];
    json_wish(wish, o);
    return known_call(o, wish, wish, 0);
}

struct call stream_call(const struct options *o, unsigned long events, unsigned long interval_us) {
    char wish[WISH], instant[WISH];
    stream_wish(wish, o, events, interval_us);
    stream_wish(instant, o, events, 0);
    return known_call(o, wish, instant, 1);
}

static int print_answer(const struct options *o, const char *wish, int streams) {
    struct call call = {0}, probe = call_make(wish, o->vendor != NULL, streams, o->request_bytes, o->key);
    call_learn(&call, &probe, o->targets[0]);
    return fwrite(call.body, 1, call.body_length, stdout) != call.body_length;
}

int run_answer(const struct options *o) {
    char wish[WISH];
    json_wish(wish, o);
    return print_answer(o, wish, 0);
}

int run_stream(const struct options *o) {
    char wish[WISH];
    stream_wish(wish, o, o->events, 0);
    return print_answer(o, wish, 1);
}
