package dev.sluice.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of the documentation, made anew where {@code -Dpictures=FOLDER} asks for it. */
@EnabledIfSystemProperty(named = "pictures", matches = ".+")
class PicturesTest {
    private static final Map<String, String> PAGES =
            Map.of("start", "/start", "log", "/log?last=60", "overview", "");
    private static final int LARGEST = 120_000;

    @Test
    void takesThem(@TempDir Path home) throws Exception {
        // From the root of the sources, however deep this module lies.
        Path folder = Path.of("..", "..").resolve(System.getProperty("pictures"));
        Files.createDirectories(folder);
        try (Stage stage = Furnished.open(home)) {
            for (String language : List.of("en-US", "zh-CN")) {
                String end = language.startsWith("zh") ? ".zh.png" : ".png";
                Page page = stage.signedIn(new Stage.Look(language, ColorScheme.LIGHT, 1280));
                for (var each : PAGES.entrySet()) {
                    page.navigate(stage.url("/console" + each.getValue()));
                    PagesTest.arrived(page);
                    if (each.getKey().equals("log")) { // its chart is drawn when it is asked for
                        page.locator(".uplot canvas").first().waitFor();
                    }
                    byte[] small = indexed(page.screenshot());
                    assertTrue(small.length < LARGEST, () -> each + ": " + small.length);
                    Files.write(folder.resolve(each.getKey() + end), small);
                }
            }
        }
    }

    /** The same picture with 256 colours, the most frequent ones: a page has few others. */
    private static byte[] indexed(byte[] png) throws IOException {
        BufferedImage whole = ImageIO.read(new ByteArrayInputStream(png));
        int[] pixels =
                whole.getRGB(0, 0, whole.getWidth(), whole.getHeight(), null, 0, whole.getWidth());
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        List<Integer> palette =
                counts.entrySet().stream()
                        .sorted(Comparator.comparingInt(each -> -each.getValue()))
                        .limit(256)
                        .map(Map.Entry::getKey)
                        .toList();
        Map<Integer, Integer> nearest = new HashMap<>();
        var image =
                new BufferedImage(
                        whole.getWidth(),
                        whole.getHeight(),
                        BufferedImage.TYPE_BYTE_INDEXED,
                        model(palette));
        for (int at = 0; at < pixels.length; at++) {
            int index = nearest.computeIfAbsent(pixels[at], pixel -> nearest(palette, pixel));
            image.getRaster().setSample(at % whole.getWidth(), at / whole.getWidth(), 0, index);
        }
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static IndexColorModel model(List<Integer> palette) {
        List<Integer> colours = new ArrayList<>(palette);
        int[] plain = colours.stream().mapToInt(Integer::intValue).toArray();
        return new IndexColorModel(8, plain.length, plain, 0, false, -1, DataBuffer.TYPE_BYTE);
    }

    private static int nearest(List<Integer> palette, int pixel) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int at = 0; at < palette.size(); at++) {
            int far = distance(palette.get(at), pixel);
            if (far < least) {
                least = far;
                best = at;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            int by = (one >> shift & 0xff) - (other >> shift & 0xff);
            sum += by * by;
        }
        return sum;
    }
}
