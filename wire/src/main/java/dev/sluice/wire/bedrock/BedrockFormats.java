package dev.sluice.wire.bedrock;

import dev.sluice.wire.chat.Media;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bedrock's words for the formats of pictures, documents and films. */
final class BedrockFormats {
    private BedrockFormats() {}

    /** Returns the format of a picture, which must be in the message or in S3. */
    static String image(Media source, String path) {
        return switch (source) {
            case Media.Inline(String type, String _) ->
                    switch (bare(type)) {
                        case "image/png" -> "png";
                        case "image/jpeg", "image/jpg" -> "jpeg";
                        case "image/gif" -> "gif";
                        case "image/webp" -> "webp";
                        default ->
                                throw BedrockContent.refused(
                                        path,
                                        "is of type '"
                                                + type
                                                + "', expected image/png, image/jpeg, image/gif or"
                                                + " image/webp");
                    };
            case Media.Url(String url) -> stored(url, path, "png");
            case Media.Stored _ -> throw elsewhere(path);
        };
    }

    /** Returns the format of a document, by its type or else its name. */
    static String document(Media source, @Nullable String filename, String path) {
        String type = source instanceof Media.Inline(String t, String _) ? bare(t) : "";
        if (source instanceof Media.Url(String url)) {
            return stored(url, path, "pdf");
        }
        if (source instanceof Media.Stored) {
            throw elsewhere(path);
        }
        return switch (type) {
            case "application/pdf" -> "pdf";
            case "text/csv" -> "csv";
            case "application/msword" -> "doc";
            case "application/vnd.openxmlformats-officedocument.wordprocessingml.document" ->
                    "docx";
            case "application/vnd.ms-excel" -> "xls";
            case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" -> "xlsx";
            case "text/html" -> "html";
            case "text/markdown" -> "md";
            default -> {
                String ending = ending(filename == null ? "" : filename);
                yield switch (ending) {
                    case "pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md" -> ending;
                    default -> {
                        if (type.startsWith("text/")) {
                            yield "txt";
                        }
                        throw BedrockContent.refused(
                                path,
                                "is of type '"
                                        + type
                                        + "', expected a PDF, CSV, Word, Excel, HTML, text or"
                                        + " Markdown file");
                    }
                };
            }
        };
    }

    /** Returns the format of a film, or null for what is none. */
    static @Nullable String video(Media source) {
        if (!(source instanceof Media.Inline(String type, String _))
                || !bare(type).startsWith("video/")) {
            return null;
        }
        String format = bare(type).substring("video/".length());
        return switch (format) {
            case "quicktime" -> "mov";
            case "x-matroska" -> "mkv";
            case "x-flv" -> "flv";
            case "x-ms-wmv" -> "wmv";
            case "3gpp" -> "three_gp";
            default -> format;
        };
    }

    private static String stored(String url, String path, String otherwise) {
        if (!url.startsWith("s3://")) {
            throw elsewhere(path);
        }
        String ending = ending(url);
        return ending.isEmpty() ? otherwise : ending.equals("jpg") ? "jpeg" : ending;
    }

    private static RuntimeException elsewhere(String path) {
        return BedrockContent.refused(
                path, "is at an address, expected its bytes in the message or an s3:// address");
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static String bare(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
