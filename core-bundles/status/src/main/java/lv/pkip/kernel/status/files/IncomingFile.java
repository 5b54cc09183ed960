package lv.pkip.kernel.status.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Bytes that lie, forced to the disk, in a file of their own beside the store. */
final class IncomingFile implements BlobStore.Incoming {
    private static final int BUFFER = 64 * 1024;

    private final Path file;
    private final DirectoryBlobs store;
    private final String sha256;
    private final long size;
    private final Optional<String> type;

    private IncomingFile(Path file, DirectoryBlobs store, String sha256, long size, Optional<String> type) {
        this.file = file;
        this.store = store;
        this.sha256 = sha256;
        this.size = size;
        this.type = type;
    }

    static IncomingFile read(InputStream content, long maxBytes, Path file, DirectoryBlobs store) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        boolean text = true;
        try (FileChannel to = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                size += n;
                if (size > maxBytes) {
                    throw new BlobStore.TooLarge(maxBytes);
                }
                digest.update(buffer, 0, n);
                text = text && isText(buffer, n);
                for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n); bytes.hasRemaining();) {
                    to.write(bytes);
                }
            }
            to.force(true);
        }
        return new IncomingFile(file, store, HexFormat.of().formatHex(digest.digest()), size, MediaType.of(file, text));
    }

    /** No control characters but tabulators, line ends and page breaks. */
    private static boolean isText(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' || b == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Optional<String> type() {
        return type;
    }

    @Override
    public void keep() throws IOException {
        store.keep(file, sha256);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
