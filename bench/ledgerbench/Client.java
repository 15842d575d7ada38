import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;

/** Calls one after the other, on one connection while it lasts. */
final class Client {
    private final int port;
    private Wire wire;

    Client(int port) {
        this.port = port;
    }

    /** Makes one call and returns the line for it. */
    String call(Script script) throws IOException {
        if (wire == null) {
            wire = new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        boolean embedding = script.kind() == Kind.EMBEDDING;
        String text = "\"" + script.prompt() + "\"";
        String json =
                embedding
                        ? "{\"model\":\"" + script.model() + "\",\"input\":" + text + "}"
                        : "{\"model\":\""
                                + script.model()
                                + "\",\"stream\":"
                                + script.streams()
                                + ",\"messages\":[{\"role\":\"user\",\"content\":"
                                + text
                                + "}]}";
        wire.send(
                "POST /v1/"
                        + (embedding ? "embeddings" : "chat/completions")
                        + " HTTP/1.1\r\n"
                        + "host: g\r\n"
                        + "authorization: Bearer bench\r\n"
                        + "content-type: application/json\r\n"
                        + "content-length: "
                        + json.length()
                        + "\r\n\r\n"
                        + json);
        Map<String, String> head = wire.head();
        int words = read(script, head);
        if ("close".equals(head.get("connection"))) {
            hangUp();
        }
        return line(script, head, words);
    }

    private int read(Script script, Map<String, String> head) throws IOException {
        if (!"chunked".equals(head.get("transfer-encoding"))) {
            wire.body(head);
            return 0;
        }
        int words = 0;
        for (String chunk = wire.chunk(); !chunk.isEmpty(); chunk = wire.chunk()) {
            for (int at = chunk.indexOf("word "); at >= 0; at = chunk.indexOf("word ", at + 1)) {
                words++;
            }
            if (script.kind() == Kind.ABORT && words >= script.words()) {
                hangUp();
                return words;
            }
        }
        return words;
    }

    private void hangUp() throws IOException {
        if (wire != null) {
            wire.socket.close();
            wire = null;
        }
    }

    private static String line(Script script, Map<String, String> head, int words)
            throws IOException {
        int status = Integer.parseInt(head.get("").substring(9, 12));
        int expected = script.kind() == Kind.REFUSED ? 400 : 200;
        if (status != expected) {
            throw new IOException("call " + script + " was answered with " + head);
        }
        boolean estimated = false;
        int input = script.input();
        int cached = script.cached();
        int output = script.output();
        int lost = 0;
        switch (script.kind()) {
            case SILENT, ABORT, BREAK -> {
                estimated = true;
                input = Script.promptEstimate();
                cached = 0;
                output = Script.estimate(words);
            }
            case REFUSED -> {
                input = 0;
                cached = 0;
                output = 0;
            }
            case EMBEDDING -> {
                cached = 0;
                output = 0;
            }
            case RACE -> lost = Vendor.wasRaced(script.index()) ? Script.promptEstimate() : 0;
            case PLAIN, STREAM, FAILOVER -> {}
        }
        return String.join(
                ",",
                head.get("x-request-id"),
                script.kind().name(),
                head.get("x-sluice-deployment"),
                "" + input,
                "" + cached,
                "" + output,
                estimated ? "1" : "0",
                "" + lost);
    }
}
