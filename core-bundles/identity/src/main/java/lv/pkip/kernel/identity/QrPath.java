package lv.pkip.kernel.identity;

import java.util.Map;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;

/**
 * A picture code as the path of an SVG, which a page can show without leaving its content policy.
 *
 * @param path black squares of size 1, neighbours in a row joined
 * @param size width and height, with the margin that readers need
 */
record QrPath(String path, int size) {
    private static final int MARGIN = 4;

    static QrPath of(String text) {
        try {
            BitMatrix matrix = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, MARGIN,
                    EncodeHintType.CHARACTER_SET, "UTF-8"));
            StringBuilder path = new StringBuilder();
            for (int y = 0; y < matrix.getHeight(); y++) {
                row(matrix, y, path);
            }
            return new QrPath(path.toString(), matrix.getWidth());
        } catch (WriterException e) {
            throw new IllegalArgumentException("too long for a picture code", e);
        }
    }

    private static void row(BitMatrix matrix, int y, StringBuilder path) {
        int from = -1;
        for (int x = 0; x <= matrix.getWidth(); x++) {
            boolean black = x < matrix.getWidth() && matrix.get(x, y);
            if (black && from < 0) {
                from = x;
            } else if (!black && from >= 0) {
                path.append('M').append(from).append(' ').append(y).append('h').append(x - from).append("v1h").append(from - x).append('z');
                from = -1;
            }
        }
    }
}
