package dev.sluice.testkit;

/** A refusal by a fake AWS service: a message in the body, the kind of error in a header. */
final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    AwsError(int status, String type, String message) {
        super(message);
        this.status = status;
        this.type = type;
    }

    static AwsError invalid(String message) {
        return new AwsError(400, "ValidationException", message);
    }

    Answer answer() {
        String body = Json.object().put("message", getMessage()).toString();
        Headers headers =
                Headers.of(
                        "content-type",
                        "application/json",
                        "x-amzn-ErrorType",
                        type + ":http://internal.amazon.com/coral/com.amazon.bedrock/");
        return new Answer.Fixed(status, headers, Piece.of(body));
    }
}
