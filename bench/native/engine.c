#include "engine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define BATCH 512
#define TOO_MANY_BROKEN 10000

static char input[1 << 17];

int engine_connect(struct engine *e, struct conn *c) {
    c->fd = connect_local(e->port, 1);
    if (c->fd < 0) return 0;
    c->busy = c->wants_out = 0;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(e->epoll, EPOLL_CTL_ADD, c->fd, &event);
    return 1;
}

void engine_open(struct engine *e, int port, int count) {
    e->epoll = epoll_create1(EPOLL_CLOEXEC);
    e->port = port;
    e->count = count;
    e->conns = calloc((size_t)count, sizeof *e->conns);
    if (!e->conns) abort();
    for (int i = 0; i < count; i++) {
        if (!engine_connect(e, &e->conns[i])) fail("the target refuses connections");
    }
}

void engine_close(struct engine *e) {
    for (int i = 0; i < e->count; i++) {
        if (e->conns[i].fd > 0) close(e->conns[i].fd);
    }
    close(e->epoll);
    free(e->conns);
}

static void watch(struct engine *e, struct conn *c, int out) {
    if (c->wants_out == out) return;
    c->wants_out = out;
    struct epoll_event event = {.events = EPOLLIN | (out ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(e->epoll, EPOLL_CTL_MOD, c->fd, &event);
}

/* The connection is lost: counts the call if there was one, connects anew and lets the mode go on. */
static void broken(struct engine *e, struct conn *c) {
    close(c->fd);
    if (!engine_connect(e, c)) fail("the target stopped accepting connections");
    if (e->tally.broken > TOO_MANY_BROKEN) fail("the target keeps breaking connections");
    e->tally.broken++;
    e->on_done(e, c);
}

static void push(struct engine *e, struct conn *c) {
    while (c->sent < c->call->request_length) {
        ssize_t n = send(c->fd, c->call->request + c->sent, c->call->request_length - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            watch(e, c, 1);
            return;
        }
        if (n <= 0) return; /* the reading side sees the end of the connection and counts it */
        c->sent += (size_t)n;
    }
    watch(e, c, 0);
}

void engine_begin(struct engine *e, struct conn *c, struct call *call, uint64_t due_ns) {
    c->call = call;
    c->busy = 1;
    c->due_ns = due_ns;
    c->last_read_ns = 0;
    c->sent = 0;
    response_reset(&c->response);
    push(e, c);
}

static void done(struct engine *e, struct conn *c, uint64_t now) {
    struct tally *t = &e->tally;
    c->busy = 0;
    if (response_right(&c->response, c->call)) {
        t->right++;
        histogram_add(&t->whole, now - c->due_ns);
    } else if (c->response.status != 200) {
        t->wrong_status++;
    } else {
        t->wrong_body++;
    }
    e->on_done(e, c);
}

static void pull(struct engine *e, struct conn *c) {
    ssize_t n = recv(c->fd, input, sizeof input, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0 || !c->busy) {
        broken(e, c);
        return;
    }
    uint64_t now = now_ns();
    size_t before = c->response.position;
    enum feed fed = response_feed(&c->response, c->call, input, (size_t)n);
    if (c->response.position > 0 && before == 0) {
        histogram_add(&e->tally.first, now - c->due_ns);
        e->open_streams++;
    }
    if (c->last_read_ns && now - c->last_read_ns > e->tally.largest_gap_ns) {
        e->tally.largest_gap_ns = now - c->last_read_ns;
    }
    c->last_read_ns = now;
    if (fed == FEED_DONE) done(e, c, now);
    if (fed == FEED_BROKEN) broken(e, c);
}

void engine_turn(struct engine *e, uint64_t wait_ns) {
    struct epoll_event events[BATCH];
    struct timespec wait = {.tv_sec = (time_t)(wait_ns / 1000000000u), .tv_nsec = (long)(wait_ns % 1000000000u)};
    int count = epoll_pwait2(e->epoll, events, BATCH, &wait, NULL);
    for (int i = 0; i < count; i++) {
        struct conn *c = events[i].data.ptr;
        if (!c) continue; /* standard input, which the hold mode looks at itself */
        if ((events[i].events & EPOLLOUT) && c->busy) push(e, c);
        if (events[i].events & ~(uint32_t)EPOLLOUT) pull(e, c);
    }
}

void engine_print(const struct engine *e, const char *mode, double seconds, const struct call *call,
                  const struct cpu_spent *spent) {
    const struct tally *t = &e->tally;
    printf("{\"mode\":\"%s\",\"connections\":%d,\"seconds\":%.3f,\"right\":%lu,\"wrong_status\":%lu,\"wrong_body\":%lu,"
           "\"broken\":%lu,\"per_second\":%.1f,\"p50_us\":%.2f,\"p99_us\":%.2f,\"p999_us\":%.2f,\"max_us\":%.1f,"
           "\"first_p50_us\":%.2f,\"first_p99_us\":%.2f,\"largest_gap_us\":%.1f,"
           "\"body_bytes\":%zu,\"body_fnv\":\"%016lx\",\"events_per_call\":%lu",
           mode, e->count, seconds, t->right, t->wrong_status, t->wrong_body, t->broken, (double)t->right / seconds,
           histogram_us(&t->whole, 0.5), histogram_us(&t->whole, 0.99), histogram_us(&t->whole, 0.999),
           (double)t->whole.largest / 1000, histogram_us(&t->first, 0.5), histogram_us(&t->first, 0.99),
           (double)t->largest_gap_ns / 1000, call->body_length, call->body_hash, call->events);
    if (spent) {
        printf(",\"cpu_us\":%.1f,\"cpu_clock_us\":%.1f,\"waited_us\":%.1f,\"threads\":%d", spent->ran_us, spent->clock_us,
               spent->waited_us, spent->threads);
        if (t->right) printf(",\"cpu_us_per_call\":%.3f", spent->ran_us / (double)t->right);
    }
}
