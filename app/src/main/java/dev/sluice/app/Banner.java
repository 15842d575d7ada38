package dev.sluice.app;

import dev.sluice.app.config.Configuration;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The first lines that a user sees.
 *
 * @param port the port in use
 */
record Banner(Log log, @Nullable Path file, Configuration.Loaded loaded, int port) {

    void print(Generated.@Nullable Kept key, Generated.Kept admin) {
        String address = address();
        log.info("Sluice " + Version.text() + " listens on " + address);
        if (file == null) {
            log.info("no configuration: the built-in echo answers; see examples/ for more");
        } else {
            log.info(
                    file
                            + ": "
                            + loaded.around().keys()
                            + " keys, "
                            + loaded.snapshot().deployments().size()
                            + " deployments");
        }
        loaded.warnings().forEach(each -> log.warn(file + ": " + each.sentence()));
        if (key != null) {
            log.plain("  key:         " + key.secret().reveal());
        }
        if (admin.fresh()) {
            log.plain("  admin token: " + admin.secret().reveal() + "  (kept, not shown again)");
        }
        log.plain("  console:     " + address + "/console");
        if (key != null && file == null) {
            log.plain("");
            log.plain("  " + curl(address, key.secret().reveal()));
            log.plain("  add \"stream\":true to the JSON, and -N to curl, to see it stream");
        }
    }

    private String address() {
        String host = loaded.listen().host();
        boolean any = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        String shown = any ? "127.0.0.1" : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return (loaded.listen().tls() == null ? "http://" : "https://") + shown + ":" + port;
    }

    private static String curl(String address, String key) {
        return "curl "
                + address
                + "/v1/chat/completions -H 'Authorization: Bearer "
                + key
                + "' -H 'Content-Type: application/json' -d"
                + " '{\"model\":\"echo\",\"messages\":[{\"role\":\"user\","
                + "\"content\":\"hello\"}]}'";
    }
}
