import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

/** One side of a connection that reads messages. */
final class Wire {
    final Socket socket;
    final InputStream in;
    final OutputStream out;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        out = socket.getOutputStream();
    }

    String line() throws IOException {
        var text = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            text.append((char) c);
        }
        int end = text.length();
        return end > 0 && text.charAt(end - 1) == '\r'
                ? text.substring(0, end - 1)
                : text.toString();
    }

    Map<String, String> head() throws IOException {
        Map<String, String> head = new HashMap<>();
        head.put("", line());
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            head.put(
                    line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return head;
    }

    String body(Map<String, String> head) throws IOException {
        return new String(
                in.readNBytes(Integer.parseInt(head.getOrDefault("content-length", "0"))), UTF_8);
    }

    /** The next chunk; "" at the end. */
    String chunk() throws IOException {
        int size = Integer.parseInt(line().strip(), 16);
        String data = new String(in.readNBytes(size), UTF_8);
        line();
        return data;
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    void sendChunk(String data) throws IOException {
        send(Integer.toHexString(data.getBytes(UTF_8).length) + "\r\n" + data + "\r\n");
    }
}
