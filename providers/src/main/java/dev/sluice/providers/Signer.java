package dev.sluice.providers;

/** Puts a credential on a request. Pure: the time is handed in. */
public final class Signer {
    private Signer() {}

    /**
     * Returns the request with its credential; {@link Auth.Fixed} ones included.
     *
     * @throws IllegalArgumentException for {@link Auth.OAuth}, whose token must be fetched first
     */
    public static VendorRequest sign(VendorRequest request, Auth auth, Moment moment) {
        return switch (auth) {
            case Auth.None() -> request;
            case Auth.Bearer(Secret key) ->
                    request.with("authorization", "Bearer " + key.reveal().strip());
            case Auth.HeaderKey(String name, Secret key) ->
                    request.with(name, key.reveal().strip());
            case Auth.QueryKey(String name, Secret key) ->
                    request.withTarget(
                            request.target()
                                    + (request.target().indexOf('?') < 0 ? '?' : '&')
                                    + name
                                    + '='
                                    + Post.encode(key.reveal().strip()));
            case Auth.SigV4 keys ->
                    switch (keys.family()) {
                        case AWS -> AwsSignature.sign(request, keys, moment);
                        case VOLCENGINE -> VolcengineSignature.sign(request, keys, moment);
                        case TENCENT -> TencentSignature.sign(request, keys, moment);
                    };
            case Auth.SignedUrl keys -> SparkSignature.sign(request, keys, moment);
            case Auth.Jwt key -> ZhipuToken.sign(request, key, moment);
            case Auth.OAuth _ ->
                    throw new IllegalArgumentException("an access token must be fetched first");
        };
    }
}
