import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** One of the two upstreams. */
record Vendor(boolean second, long seed) {
    void serve(ServerSocket server) {
        try {
            while (true) {
                Socket accepted = server.accept();
                Thread.ofVirtual().start(() -> connection(accepted));
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private void connection(Socket accepted) {
        try (accepted) {
            var wire = new Wire(accepted);
            while (answer(wire)) {
                // the next call
            }
        } catch (IOException left) {
            // the gateway has hung up
        }
    }

    private boolean answer(Wire wire) throws IOException {
        String body = wire.body(wire.head());
        Script script = Script.of(number(body), seed);
        switch (script.kind()) {
            case PLAIN -> reply(wire, 200, completion(script));
            case REFUSED ->
                    reply(
                            wire,
                            400,
                            "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}");
            case EMBEDDING ->
                    reply(
                            wire,
                            200,
                            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                                + "\"embedding\":[0.5,0.25]}],\"model\":\"e\",\"usage\":{\"prompt_tokens\":"
                                    + script.input()
                                    + ",\"total_tokens\":"
                                    + script.input()
                                    + "}}");
            case FAILOVER -> {
                if (second) {
                    reply(wire, 200, completion(script));
                } else {
                    reply(
                            wire,
                            500,
                            "{\"error\":{\"message\":\"broken\",\"type\":\"server_error\"}}");
                }
            }
            case RACE -> {
                if (second) {
                    return wire.in.read() >= 0; // never answers; waits to be hung up on
                }
                reply(wire, 200, completion(script));
            }
            case STREAM, SILENT, ABORT, BREAK -> {
                return stream(wire, script);
            }
        }
        return true;
    }

    private static boolean stream(Wire wire, Script script) throws IOException {
        wire.send(
                "HTTP/1.1 200 OK\r\n"
                        + "content-type: text/event-stream\r\n"
                        + "transfer-encoding: chunked\r\n\r\n");
        for (int i = 0; i < script.words(); i++) {
            wire.sendChunk(event("{\"role\":\"assistant\",\"content\":\"word \"}", "null", ""));
        }
        switch (script.kind()) {
            case ABORT -> {
                return wire.in.read() >= 0; // nothing more; the client is going to leave
            }
            case BREAK -> {
                wire.socket.setSoLinger(true, 0);
                Thread.yield();
                sleep(3); // what was sent has to be read before the reset throws it away
                return false;
            }
            default -> {
                wire.sendChunk(event("{\"content\":\"\"}", "\"stop\"", ""));
                if (script.kind() == Kind.STREAM) {
                    wire.sendChunk(
                            "data:"
                                + " {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                                + "\"model\":\"m\",\"choices\":[],\"usage\":"
                                    + script.usage()
                                    + "}\n\n");
                }
                wire.sendChunk("data: [DONE]\n\n");
                wire.send("0\r\n\r\n");
                return true;
            }
        }
    }

    private static String event(String delta, String finish, String more) {
        return "data:"
                   + " {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                   + "[{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":"
                + finish
                + "}]"
                + more
                + "}\n\n";
    }

    private static String completion(Script script) {
        return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                   + "\"message\":{\"role\":\"assistant\",\"content\":\"word\"},\"finish_reason\":\"stop\"}],\"usage\":"
                + script.usage()
                + "}";
    }

    private static void reply(Wire wire, int status, String json) throws IOException {
        wire.send(
                "HTTP/1.1 "
                        + status
                        + " X\r\ncontent-type: application/json\r\ncontent-length: "
                        + json.length()
                        + "\r\n\r\n"
                        + json);
    }

    private static long number(String body) {
        int at = body.indexOf("number of ") + "number of ".length();
        int end = at;
        while (Character.isDigit(body.charAt(end))) {
            end++;
        }
        return Long.parseLong(body, at, end, 10);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
