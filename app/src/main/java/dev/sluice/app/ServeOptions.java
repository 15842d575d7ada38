package dev.sluice.app;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code serve} was told.
 *
 * @param config configuration file, or null to look for one
 * @param port port to listen on, or null for the configured one
 * @param host address to bind, or null for the configured one
 * @param data directory for generated keys and other state, or null for the usual one
 */
public record ServeOptions(
        @Nullable String config,
        @Nullable Integer port,
        @Nullable String host,
        @Nullable String data) {
    /** Names a configuration file. */
    public static final String CONFIG = "--config";

    /** Names a port. */
    public static final String PORT = "--port";

    /** Names an address to bind. */
    public static final String HOST = "--host";

    /** Names the data directory. */
    public static final String DATA = "--data";

    /**
     * Reads the plain cases by hand, because building the whole command line costs more time than
     * the rest of a start. Null when anything else is there: the full command line then decides.
     */
    static @Nullable ServeOptions quick(String... args) {
        String[] values = new String[4];
        int at = args.length > 0 && args[0].equals("serve") ? 1 : 0;
        while (at < args.length) {
            String word = args[at++];
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            int index =
                    switch (name) {
                        case CONFIG -> 0;
                        case PORT -> 1;
                        case HOST -> 2;
                        case DATA -> 3;
                        default -> -1;
                    };
            if (index < 0 || (equals < 0 && at == args.length)) {
                return null;
            }
            values[index] = equals < 0 ? args[at++] : word.substring(equals + 1);
        }
        String port = values[1];
        if (port != null && !isPort(port)) {
            return null;
        }
        return new ServeOptions(
                values[0], port == null ? null : Integer.valueOf(port), values[2], values[3]);
    }

    private static boolean isPort(String text) {
        return !text.isEmpty()
                && text.length() <= 5
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(text) <= 65_535;
    }

    /** Fills what is null from {@code SLUICE_CONFIG} and {@code SLUICE_DATA}. */
    ServeOptions orFrom(Map<String, String> environment) {
        return new ServeOptions(
                config == null ? environment.get("SLUICE_CONFIG") : config,
                port,
                host,
                data == null ? environment.get("SLUICE_DATA") : data);
    }
}
