#include "client.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HOLE 10 /* digits of a time in seconds, until the year 2286 */

uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void fail(const char *what) {
    fprintf(stderr, "load: %s\n", what);
    exit(1);
}

int connect_local(int port, int nonblocking) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        close(fd);
        return -1;
    }
    struct timeval limit = {.tv_sec = 20};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (nonblocking) fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

void response_reset(struct response *r) {
    r->phase = RESPONSE_HEAD;
    r->status = 0;
    r->head_length = 0;
    r->left = 0;
    r->position = 0;
    r->hole = 0;
    r->differs = 0;
}

int response_right(const struct response *r, const struct call *call) {
    return r->status == 200 && !r->differs && r->position == call->body_length;
}

/* Whether the bytes that come at the response's position are the expected ones; in a hole any digit is. */
static int as_expected(struct response *r, const struct call *call, const char *data, size_t size) {
    size_t at = r->position, end = at + size;
    if (end > call->body_length) return 0;
    while (at < end) {
        size_t hole = r->hole < call->hole_count ? call->holes[r->hole] : call->body_length;
        size_t stop = hole < end ? hole : end;
        if (at < stop) {
            if (memcmp(call->body + at, data + (at - r->position), stop - at) != 0) return 0;
            at = stop;
        } else if (at == hole + HOLE) {
            r->hole++;
        } else {
            if (!isdigit((unsigned char)data[at - r->position])) return 0;
            at++;
        }
    }
    return 1;
}

static void take(struct response *r, struct call *call, int learning, const char *data, size_t size) {
    if (learning) {
        call->body = realloc(call->body, r->position + size + 1);
        if (!call->body) abort();
        memcpy(call->body + r->position, data, size);
    } else if (!r->differs && !as_expected(r, call, data, size)) {
        r->differs = 1;
        static int reported;
        if (reported++ < 3) {
            fprintf(stderr, "load: status %d, body differs within bytes %zu..%zu: %.*s\n", r->status, r->position,
                    r->position + size, (int)(size < 300 ? size : 300), data);
        }
    }
    r->position += size;
}

/* Status and framing out of a complete head; 0 when there is no framing that this client can follow. */
static int read_head(struct response *r) {
    if (sscanf(r->head, "HTTP/1.1 %d", &r->status) != 1) return 0;
    int framed = 0;
    for (char *line = strstr(r->head, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, "content-length:", 15) == 0) {
            r->left = strtoull(line + 15, NULL, 10);
            r->phase = RESPONSE_SIZED;
            framed++;
        } else if (strncasecmp(line, "transfer-encoding: chunked", 26) == 0) {
            chunked_begin(&r->chunked);
            r->phase = RESPONSE_CHUNKED;
            framed++;
        }
    }
    return framed == 1;
}

enum feed response_feed(struct response *r, struct call *call, const char *data, size_t size) {
    const char *cursor = data, *end = data + size;
    int learning = call->body_length == 0;
    if (r->phase == RESPONSE_HEAD) {
        size_t seen = r->head_length;
        size_t room = sizeof r->head - 1 - seen;
        size_t add = size < room ? size : room;
        memcpy(r->head + seen, data, add);
        size_t search = seen > 3 ? seen - 3 : 0;
        char *stop = memmem(r->head + search, seen + add - search, "\r\n\r\n", 4);
        r->head_length += add;
        if (!stop) return add < size || add == room ? FEED_BROKEN : FEED_MORE;
        cursor = data + ((size_t)(stop + 4 - r->head) - seen);
        stop[2] = '\0';
        if (!read_head(r)) return FEED_BROKEN;
    }
    if (r->phase == RESPONSE_SIZED) {
        size_t here = (size_t)(end - cursor);
        if (here > r->left) return FEED_BROKEN;
        if (here) take(r, call, learning, cursor, here);
        r->left -= here;
        return r->left == 0 ? FEED_DONE : FEED_MORE;
    }
    const char *slice;
    size_t length;
    enum chunked_step step;
    while ((step = chunked_next(&r->chunked, &cursor, end, &slice, &length)) == CHUNKED_DATA) {
        take(r, call, learning, slice, length);
    }
    if (step == CHUNKED_END) return cursor == end ? FEED_DONE : FEED_BROKEN;
    return step == CHUNKED_MORE ? FEED_MORE : FEED_BROKEN;
}

struct call call_make(const char *wish, int in_text, int streams, size_t request_bytes, const char *key) {
    static const char prose[] = "Please read this carefully, {it} has \\\"quotes\\\", [brackets] and \\n escapes in it. ";
    static const char tail[] = "\"}]}";
    char *body = calloc(1, request_bytes + 1024);
    if (!body) abort();
    char marked[80];
    snprintf(marked, sizeof marked, in_text ? "mock:%s " : "\"user\":\"mock:%s\",", wish);
    size_t length = (size_t)sprintf(body, "{\"model\":\"bench-model\",%s%s\"temperature\":0.7,\"messages\":["
                                    "{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"},"
                                    "{\"role\":\"user\",\"content\":\"%s",
                                    in_text ? "" : marked,
                                    streams ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "",
                                    in_text ? marked : "");
    /* Whole sentences only, so that no escape is cut; then letters up to the size wished for. */
    while (length + sizeof prose + sizeof tail < request_bytes) {
        memcpy(body + length, prose, sizeof prose - 1);
        length += sizeof prose - 1;
    }
    while (length + sizeof tail - 1 < request_bytes) body[length++] = 'x';
    memcpy(body + length, tail, sizeof tail - 1);
    length += sizeof tail - 1;

    struct call call = {0};
    call.request = malloc(length + 512);
    if (!call.request) abort();
    size_t head = (size_t)sprintf(call.request,
                                  "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: OpenAI/Python 2.54.0\r\n"
                                  "Accept: %s\r\nContent-Type: application/json\r\nAuthorization: Bearer %.128s\r\n"
                                  "Content-Length: %zu\r\n\r\n",
                                  streams ? "text/event-stream" : "application/json", key, length);
    memcpy(call.request + head, body, length);
    call.request_length = head + length;
    free(body);
    return call;
}

static int send_all(int fd, const char *data, size_t size) {
    while (size) {
        ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n <= 0) return 0;
        data += n;
        size -= (size_t)n;
    }
    return 1;
}

int call_blocking(int fd, struct call *call, struct response *r) {
    static char buffer[1 << 16];
    response_reset(r);
    if (!send_all(fd, call->request, call->request_length)) return -1;
    for (;;) {
        ssize_t n = recv(fd, buffer, sizeof buffer, 0);
        if (n <= 0) return -1;
        enum feed fed = response_feed(r, call, buffer, (size_t)n);
        if (fed == FEED_BROKEN) return -1;
        if (fed == FEED_DONE) return response_right(r, call);
    }
}

/* What the record says about a body. */
static void describe(struct call *call) {
    call->body_hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < call->body_length; i++) {
        call->body_hash = (call->body_hash ^ (unsigned char)call->body[i]) * 0x100000001b3u;
        if (call->body[i] != '\n') continue;
        if ((i >= 1 && call->body[i - 1] == '\n') || (i >= 3 && memcmp(call->body + i - 3, "\r\n\r", 3) == 0)) call->events++;
    }
}

void call_learn(struct call *call, struct call *probe, int port) {
    static struct response r;
    int fd = connect_local(port, 0);
    if (fd < 0 || call_blocking(fd, probe, &r) < 0) fail("nobody answers who could be learnt from");
    if (r.status != 200) {
        fprintf(stderr, "load: status %d: %.*s\n", r.status, (int)(r.position < 600 ? r.position : 600), probe->body);
        fail("who could be learnt from refuses");
    }
    close(fd);
    call->body = probe->body;
    call->body_length = r.position;
    describe(call);
}

void call_expect(struct call *call, const char *path) {
    static const char created[] = "\"created\":";
    FILE *file = fopen(path, "rb");
    if (!file) fail("there is no file of what is expected");
    size_t n;
    do {
        call->body = realloc(call->body, call->body_length + (1 << 16) + 1);
        if (!call->body) abort();
        n = fread(call->body + call->body_length, 1, 1 << 16, file);
        call->body_length += n;
    } while (n);
    fclose(file);
    if (call->body_length == 0) fail("the file of what is expected is empty");
    call->body[call->body_length] = '\0';
    call->holes = malloc((call->body_length / (sizeof created - 1) + 1) * sizeof *call->holes);
    if (!call->holes) abort();
    for (char *at = call->body; (at = strstr(at, created)); ) {
        at += sizeof created - 1;
        if (strspn(at, "0123456789") == HOLE) call->holes[call->hole_count++] = (size_t)(at - call->body);
    }
    describe(call);
}
