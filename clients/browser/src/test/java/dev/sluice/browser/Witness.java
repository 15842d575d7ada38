package dev.sluice.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a page does that it should not. */
final class Witness {
    /** How the console asks who is there; without a session that is refused, as it must be. */
    private static final String WHO = "/admin/api/session";

    private final List<String> faults = new ArrayList<>();
    private final String origin;
    private String at = "";
    private boolean deaf;

    private Witness(String origin) {
        this.origin = origin;
    }

    /** Watches a page; {@code origin} is the only one that it may talk to. */
    static Witness of(Page page, String origin) {
        Witness witness = new Witness(origin);
        page.onPageError(error -> witness.fault("script failed: " + error));
        page.onConsoleMessage(message -> {
            boolean serious = message.type().equals("error");
            if (serious && !witness.deaf && !message.location().contains(WHO)) {
                witness.fault("browser says: " + message.text());
            }
        });
        page.onRequest(witness::asked);
        page.onResponse(witness::answered);
        page.onRequestFailed(witness::failed);
        page.onDialog(dialog -> {
            witness.fault("a dialog opened: " + dialog.message());
            dialog.dismiss();
        });
        return witness;
    }

    /** Says where the page is from now on. */
    void at(String place) {
        at = place;
    }

    /** Does not listen to the browser while a tool does in the page what the page would not do. */
    void deafTo(Runnable tool) {
        deaf = true;
        tool.run();
        deaf = false;
    }

    /** Writes something down. */
    void fault(String what) {
        faults.add(at + ": " + what);
    }

    /** Returns what was written down. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    private void asked(Request request) {
        String url = request.url();
        boolean own = url.startsWith(origin + "/") || url.startsWith("data:");
        if (!own && !url.startsWith("blob:" + origin)) {
            fault("left the gateway: " + url);
        }
    }

    private void answered(Response answer) {
        boolean signedOut = answer.status() == 401 && answer.url().endsWith(WHO);
        if (answer.status() >= 400 && !signedOut) {
            fault(answer.status() + " " + answer.url());
        }
    }

    private void failed(Request request) {
        // What was still under way when the page was left is called off.
        if (!"net::ERR_ABORTED".equals(request.failure())) {
            fault(request.failure() + " " + request.url());
        }
    }
}
