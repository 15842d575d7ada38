package dev.sluice.relay.surface;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A proxy, HTTP CONNECT or SOCKS 5 by the first byte that comes. Whatever name it is asked for, it
 * leads to loopback, as if it knew names that the gateway does not.
 */
final class SmallProxy implements AutoCloseable {
    private final ServerSocket server;
    private final @Nullable String credentials;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** Credentials are {@code user:password}, or null when everybody may pass. */
    SmallProxy(@Nullable String credentials) throws IOException {
        this.credentials = credentials;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What it was asked for: {@code host:port}. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            asked.add("closed");
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            int first = in.read();
            if (first == 5) {
                socks(in, socket);
            } else {
                connect((char) first + head(in), in, socket);
            }
        } catch (IOException left) {
            asked.add("left");
        }
    }

    private static String head(DataInputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
        return head.toString(ISO_8859_1);
    }

    private void connect(String head, DataInputStream in, Socket socket) throws IOException {
        String wanted =
                credentials == null
                        ? ""
                        : Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
        OutputStream out = socket.getOutputStream();
        if (!head.contains(wanted)) {
            out.write("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
            return;
        }
        String target = head.split(" ", -1)[1];
        asked.add(target);
        Socket onward = onward(Integer.parseInt(target.substring(target.lastIndexOf(':') + 1)));
        out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
        join(in, socket, onward);
    }

    private void socks(DataInputStream in, Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] methods = in.readNBytes(in.read());
        boolean offered = new String(methods, ISO_8859_1).indexOf(2) >= 0;
        if (credentials != null) {
            out.write(new byte[] {5, (byte) (offered ? 2 : 0xff)});
            in.read();
            String user = new String(in.readNBytes(in.read()), UTF_8);
            String password = new String(in.readNBytes(in.read()), UTF_8);
            boolean right = credentials.equals(user + ":" + password);
            out.write(new byte[] {1, (byte) (right ? 0 : 1)});
            if (!right) {
                return;
            }
        } else {
            out.write(new byte[] {5, 0});
        }
        in.readNBytes(3);
        String host =
                in.read() == 3
                        ? new String(in.readNBytes(in.read()), UTF_8)
                        : InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
        int port = in.readUnsignedShort();
        asked.add(host + ":" + port);
        Socket onward = onward(port);
        out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
        join(in, socket, onward);
    }

    private static Socket onward(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static void join(DataInputStream in, Socket socket, Socket onward) throws IOException {
        Thread.ofVirtual()
                .start(() -> {
                    try (onward) {
                        onward.getInputStream().transferTo(socket.getOutputStream());
                        socket.shutdownOutput();
                    } catch (IOException left) {
                        Thread.currentThread().interrupt();
                    }
                });
        in.transferTo(onward.getOutputStream());
        onward.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
