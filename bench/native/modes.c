/* The modes that keep many connections busy. */
#include "calls.h"
#include "engine.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define SECOND 1000000000u
#define HOLD_AT_ONCE 50

static uint64_t ns(double seconds) { return (uint64_t)(seconds * (double)SECOND); }

/* ---- closed loop ---- */

static void ask_again(struct engine *e, struct conn *c) { engine_begin(e, c, e->mode, now_ns()); }

int run_closed(const struct options *o) {
    static struct engine e;
    static struct cpu_sample before, after;
    struct call call = json_call(o);
    e.on_done = ask_again;
    e.mode = &call;
    engine_open(&e, o->targets[0], o->connections);
    for (int i = 0; i < e.count; i++) ask_again(&e, &e.conns[i]);
    uint64_t warm_until = now_ns() + ns(o->warm);
    while (now_ns() < warm_until) engine_turn(&e, SECOND / 100);

    memset(&e.tally, 0, sizeof e.tally);
    uint64_t began = now_ns();
    cpu_read(&before, o->pid);
    while (now_ns() < began + ns(o->seconds)) engine_turn(&e, SECOND / 100);
    cpu_read(&after, o->pid);
    double seconds = (double)(now_ns() - began) / SECOND;
    struct cpu_spent spent = cpu_between(&before, &after);
    engine_print(&e, "closed", seconds, &call, o->pid ? &spent : NULL);
    printf("}\n");
    engine_close(&e);
    return e.tally.right == 0;
}

/* ---- fixed rate ---- */

struct pace {
    struct conn **idle;
    int idle_count;
};

static void be_idle(struct engine *e, struct conn *c) {
    struct pace *pace = e->mode;
    pace->idle[pace->idle_count++] = c;
}

/*
 * Call k is due at k / rate and its latency counts from then, whether or not a connection was free: a slow target
 * cannot slow the clock that it is measured with ("coordinated omission").
 */
int run_paced(const struct options *o) {
    static struct engine e;
    struct call call = json_call(o);
    struct pace pace = {.idle = calloc((size_t)o->connections, sizeof(struct conn *))};
    if (!pace.idle) abort();
    e.on_done = be_idle;
    e.mode = &pace;
    engine_open(&e, o->targets[0], o->connections);
    for (int i = 0; i < e.count; i++) be_idle(&e, &e.conns[i]);
    uint64_t began = now_ns(), end = began + ns(o->warm + o->seconds), measured_from = began + ns(o->warm);
    uint64_t next = 0, planned = (uint64_t)((o->warm + o->seconds) * o->rate);
    int measuring = 0;
    while (now_ns() < end + SECOND && (next < planned || pace.idle_count < e.count)) {
        uint64_t now = now_ns(), due = began + (uint64_t)((double)next * SECOND / o->rate);
        if (!measuring && now >= measured_from) {
            memset(&e.tally, 0, sizeof e.tally);
            measuring = 1;
        }
        while (next < planned && due <= now && pace.idle_count) {
            engine_begin(&e, pace.idle[--pace.idle_count], &call, due);
            due = began + (uint64_t)((double)++next * SECOND / o->rate);
        }
        uint64_t wait = SECOND / 100;
        if (next < planned && pace.idle_count) wait = due > now ? due - now : 0;
        engine_turn(&e, wait);
    }
    engine_print(&e, "paced", o->seconds, &call, NULL);
    printf(",\"rate\":%.1f,\"unsent\":%lu,\"unanswered\":%d}\n", o->rate, planned - next, e.count - pace.idle_count);
    engine_close(&e);
    free(pace.idle);
    return e.tally.right == 0;
}

/* ---- event streams ---- */

struct rounds {
    struct call *call;
    int warming, finished;
};

static void next_round(struct engine *e, struct conn *c) {
    struct rounds *rounds = e->mode;
    if (!rounds->warming && --c->rounds > 0) {
        engine_begin(e, c, rounds->call, now_ns());
    } else {
        rounds->finished++;
    }
}

/*
 * Every connection first reads one short stream, so that the target has its upstream connections open; the measured
 * streams then begin evenly spread over one interval, as independent streams are.
 */
int run_streams(const struct options *o) {
    static struct engine e;
    static struct cpu_sample before, after;
    struct call call = stream_call(o, o->events, o->interval_us), warm = stream_call(o, 2, 0);
    struct rounds rounds = {.call = &call, .warming = 1};
    e.on_done = next_round;
    e.mode = &rounds;
    engine_open(&e, o->targets[0], o->connections);
    for (int i = 0; i < e.count; i++) engine_begin(&e, &e.conns[i], &warm, now_ns());
    uint64_t limit = now_ns() + 20ul * SECOND;
    while (rounds.finished < e.count && now_ns() < limit) engine_turn(&e, SECOND / 100);
    if (rounds.finished < e.count) fail("the target does not answer streams");

    memset(&e.tally, 0, sizeof e.tally);
    rounds.warming = rounds.finished = 0;
    uint64_t began = now_ns();
    limit = began + (uint64_t)o->rounds * (o->events + 10) * o->interval_us * 3000 + 10ul * SECOND;
    cpu_read(&before, o->pid);
    int started = 0;
    while (rounds.finished < e.count && now_ns() < limit) {
        uint64_t now = now_ns(), wait = SECOND / 100;
        for (; started < e.count; started++) {
            uint64_t due = began + (uint64_t)started * o->interval_us * 1000 / (uint64_t)e.count;
            if (due > now) {
                wait = due - now;
                break;
            }
            e.conns[started].rounds = o->rounds;
            engine_begin(&e, &e.conns[started], &call, now);
        }
        engine_turn(&e, wait);
    }
    cpu_read(&after, o->pid);
    double seconds = (double)(now_ns() - began) / SECOND;
    struct cpu_spent spent = cpu_between(&before, &after);
    engine_print(&e, "streams", seconds, &call, o->pid ? &spent : NULL);
    printf(",\"interval_us\":%lu,\"unfinished\":%d}\n", o->interval_us, e.count - rounds.finished);
    engine_close(&e);
    return e.tally.right == 0;
}

/* ---- silent open streams ---- */

static void never_done(struct engine *e, struct conn *c) {
    (void)e;
    (void)c;
    fail("a stream that should stay open ended");
}

/* Opens streams, a few at a time, until `wanted` have had their first event; 0 when that takes too long. */
static int have_open(struct engine *e, struct call *call, int *begun, int wanted) {
    uint64_t limit = now_ns() + 60ul * SECOND;
    while (e->open_streams < wanted && now_ns() < limit) {
        while (*begun < wanted && *begun - e->open_streams < HOLD_AT_ONCE) {
            struct conn *c = &e->conns[(*begun)++];
            if (!engine_connect(e, c)) return 0;
            engine_begin(e, c, call, now_ns());
        }
        engine_turn(e, SECOND / 100);
    }
    return e->open_streams >= wanted;
}

int run_hold(const struct options *o) {
    static struct engine e;
    struct call call = call_make("hold:", 0, 1, o->request_bytes, o->key), begins = stream_call(o, 0, 0);
    call.body = begins.body;
    call.body_length = begins.body_length; /* what comes is the beginning of this */
    e.epoll = epoll_create1(EPOLL_CLOEXEC);
    e.port = o->targets[0];
    e.count = o->connections;
    e.conns = calloc((size_t)e.count, sizeof *e.conns);
    if (!e.conns) abort();
    e.on_done = never_done;
    fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(e.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
    uint64_t limit = now_ns() + 600ul * SECOND;
    int begun = 0;
    while (now_ns() < limit) {
        char line[32];
        ssize_t n = read(STDIN_FILENO, line, sizeof line - 1);
        if (n == 0) break;
        if (n > 0) {
            line[n] = '\0';
            int wanted = atoi(line) < e.count ? atoi(line) : e.count;
            if (!have_open(&e, &call, &begun, wanted)) fail("the target does not open that many streams");
            printf("{\"mode\":\"hold\",\"open\":%d}\n", e.open_streams);
            fflush(stdout);
        }
        engine_turn(&e, SECOND / 10);
    }
    engine_close(&e);
    return 0;
}
