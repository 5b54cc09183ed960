package lv.pkip.kernel.workplace.look;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A colour, and whether text can be read on it (WCAG 2.1, 1.4.3). */
record Colour(int red, int green, int blue) {
    static final double ENOUGH = 4.5;
    static final Colour WHITE = new Colour(255, 255, 255);
    static final Colour BLACK = new Colour(0, 0, 0);
    /** What stands on the highlight: the kit's ink. */
    static final Colour INK = new Colour(0x1d, 0x27, 0x30);
    private static final Pattern WRITTEN = Pattern.compile("#[0-9a-f]{6}");
    private static final int STEPS = 400;

    static Optional<Colour> read(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (!WRITTEN.matcher(lower).matches()) {
            return Optional.empty();
        }
        int rgb = Integer.parseInt(lower.substring(1), 16);
        return Optional.of(new Colour(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255));
    }

    double contrast(Colour other) {
        double a = light();
        double b = other.light();
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private double light() {
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    /** This one when it can be read against another, else the nearest of the same hue that can. */
    Colour readableOn(Colour other) {
        Colour towards = other.light() > 0.18 ? BLACK : WHITE;
        for (int step = 0; step <= STEPS; step++) {
            Colour mixed = mixed(towards, step / (double) STEPS);
            if (mixed.contrast(other) >= ENOUGH) {
                return mixed;
            }
        }
        return towards;
    }

    private Colour mixed(Colour other, double part) {
        return new Colour((int) Math.round(red + (other.red - red) * part), (int) Math.round(green + (other.green - green) * part),
                (int) Math.round(blue + (other.blue - blue) * part));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
    }
}
