/* Many connections to one target in one thread, each asking one call at a time. */
#ifndef BENCH_ENGINE_H
#define BENCH_ENGINE_H

#include "client.h"
#include "gauge.h"
#include "load.h"

struct tally {
    unsigned long right, wrong_status, wrong_body, broken;
    struct histogram whole, first; /* from due to last byte, and to first body byte */
    uint64_t largest_gap_ns;       /* between two reads of one response */
};

struct conn {
    int fd, busy, wants_out, rounds;
    struct call *call;
    struct response response;
    size_t sent;
    uint64_t due_ns, last_read_ns;
};

struct engine {
    int epoll, port, count, open_streams;
    struct conn *conns;
    struct tally tally;
    void (*on_done)(struct engine *, struct conn *); /* a call is over: begin the next one, or do not */
    void *mode;                                      /* the mode's own state */
};

/* Connects `count` connections; exits the program when the target refuses. */
void engine_open(struct engine *e, int port, int count);

/* Adds one connection; 0 when the target refuses. */
int engine_connect(struct engine *e, struct conn *c);

/* Sends a call whose latency counts from `due_ns`. */
void engine_begin(struct engine *e, struct conn *c, struct call *call, uint64_t due_ns);

/* Handles what has happened, waiting at most `wait_ns`. */
void engine_turn(struct engine *e, uint64_t wait_ns);

void engine_close(struct engine *e);

/* Prints the counts and latencies, and the CPU time if it was taken; the line is ended by the caller. */
void engine_print(const struct engine *e, const char *mode, double seconds, const struct call *call,
                  const struct cpu_spent *spent);

#endif
