package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a Signature Version 4 as AWS does: from what arrived, with its own copy of the secret.
 *
 * @param accessKey the one access key that it knows
 * @param secretKey that key's secret
 * @param region the region that it stands in
 * @param service the service that it is
 * @param clock its clock, from which requests may be five minutes off
 */
record AwsAuthorization(
        String accessKey, String secretKey, String region, String service, InstantSource clock) {
    private static final Pattern HEADER =
            Pattern.compile(
                    "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request,"
                            + " ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Throws what AWS answers when the signature is missing or wrong. */
    void check(Request request) {
        String header = request.headers().text("authorization");
        if (header.isEmpty()) {
            throw new AwsError(
                    403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        Matcher parts = HEADER.matcher(header);
        if (!parts.matches()) {
            throw new AwsError(
                    403, "IncompleteSignatureException", "Authorization header is malformed.");
        }
        if (!parts.group(1).equals(accessKey)) {
            throw new AwsError(
                    403,
                    "UnrecognizedClientException",
                    "The security token included in the request is invalid.");
        }
        String time = request.headers().text("x-amz-date");
        checkTime(time, parts.group(2));
        if (!parts.group(3).equals(region) || !parts.group(4).equals(service)) {
            throw mismatch("Credential should be scoped to a valid region and service.");
        }
        List<String> signed = List.of(parts.group(5).split(";", -1));
        boolean token = request.headers().has("x-amz-security-token");
        if (!signed.contains("host")
                || !signed.contains("x-amz-date")
                || (token && !signed.contains("x-amz-security-token"))
                || !signed.equals(signed.stream().sorted().toList())) {
            throw mismatch("The signed headers are not those that must be signed.");
        }
        String scope = parts.group(2) + "/" + region + "/" + service + "/aws4_request";
        String text =
                "AWS4-HMAC-SHA256\n"
                        + time
                        + "\n"
                        + scope
                        + "\n"
                        + Sha256.hash(canonical(request, signed));
        byte[] key = ("AWS4" + secretKey).getBytes(UTF_8);
        for (String step : scope.split("/", -1)) {
            key = Sha256.hmac(key, step);
        }
        if (!HexFormat.of().formatHex(Sha256.hmac(key, text)).equals(parts.group(6))) {
            throw mismatch(
                    "The request signature we calculated does not match the signature you"
                            + " provided.");
        }
    }

    private void checkTime(String time, String day) {
        Instant then;
        try {
            then = Instant.from(TIME.parse(time));
        } catch (DateTimeParseException e) {
            throw mismatch("Date is not in the format YYYYMMDDTHHMMSSZ.");
        }
        if (!time.startsWith(day)) {
            throw mismatch("Date in Credential scope does not match the date of the request.");
        }
        if (Duration.between(then, clock.instant()).abs().toMinutes() >= 5) {
            throw mismatch("Signature expired: " + time + " is too far from now.");
        }
    }

    private static AwsError mismatch(String message) {
        return new AwsError(403, "InvalidSignatureException", message);
    }

    private static byte[] canonical(Request request, List<String> signed) {
        var lines = new StringBuilder(request.method()).append('\n');
        String path = request.path();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean plain = Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0;
            lines.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        String target = request.target();
        String query = target.contains("?") ? target.substring(target.indexOf('?') + 1) : "";
        String[] pairs = query.split("&", -1);
        Arrays.sort(pairs);
        lines.append('\n').append(String.join("&", pairs)).append('\n');
        for (String name : signed) {
            String value = String.join(",", request.headers().all(name)).strip();
            lines.append(name).append(':').append(value.replaceAll(" +", " ")).append('\n');
        }
        lines.append('\n').append(String.join(";", signed)).append('\n');
        return lines.append(Sha256.hash(request.body())).toString().getBytes(UTF_8);
    }
}
