package lv.pkip.audit.sender;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Records on disk, in the order they came, until the house has them. Many threads put in; whoever finds nobody forcing the disk forces it
 * for all that were written until then, so that a busy system pays one force for many records. One thread takes out.
 */
final class Spool implements AutoCloseable {
    /** Folders that this process has open: the system's lock is the process's, and closing a second handle of the file would let it go. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path key;
    private final long limit;
    private final int segmentBytes;
    private final RandomAccessFile lockFile;
    private final Mark mark;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Length of each file by its number. */
    private final TreeMap<Long, Long> segments = new TreeMap<>();
    private RandomAccessFile active;
    private long written;
    private long forced;
    private boolean forcing;
    /** Up to there the active file is on the disk for sure, and may be sent. */
    private long durable;
    private long total;
    private long waiting;
    private IOException broken;
    private boolean closed;
    private RandomAccessFile reading;
    private long readingNumber = -1;

    /** A record with the place behind it. */
    record Taken(byte[] line, long segment, long end) { }

    private Spool(Path folder, Path key, long limit, int segmentBytes, RandomAccessFile lockFile) throws IOException {
        this.folder = folder;
        this.key = key;
        this.limit = limit;
        this.segmentBytes = segmentBytes;
        this.lockFile = lockFile;
        this.mark = new Mark(folder.resolve("mark"));
        mend();
    }

    static Spool open(Path folder, long limit, int segmentBytes) {
        try {
            make(folder);
            Path key = folder.toRealPath();
            if (!OPEN.add(key)) {
                throw new SpoolInUse(folder);
            }
            try {
                return locked(folder, key, limit, segmentBytes);
            } catch (IOException | RuntimeException e) {
                OPEN.remove(key);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the spool " + folder + " cannot be opened", e);
        }
    }

    private static Spool locked(Path folder, Path key, long limit, int segmentBytes) throws IOException {
        RandomAccessFile lockFile = new RandomAccessFile(folder.resolve("lock").toFile(), "rw");
        try {
            if (!isLocked(lockFile)) {
                throw new SpoolInUse(folder);
            }
            return new Spool(folder, key, limit, segmentBytes, lockFile);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    /** What waits there is personal data, so the folder is nobody else's. */
    private static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            if (folder.toAbsolutePath().getParent() != null) {
                Files.createDirectories(folder.toAbsolutePath().getParent());
            }
            if (posix) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(folder);
            }
        }
    }

    private static boolean isLocked(RandomAccessFile file) throws IOException {
        try {
            FileLock lock = file.getChannel().tryLock();
            return lock != null;
        } catch (OverlappingFileLockException ofAnotherClassLoader) {
            return false;
        }
    }

    private void mend() throws IOException {
        List<Long> numbers;
        try (Stream<Path> files = Files.list(folder)) {
            numbers = files.map(Segment::number).flatMap(Optional::stream).sorted().toList();
        }
        for (long number : numbers) {
            Path path = Segment.path(folder, number);
            boolean last = number == numbers.get(numbers.size() - 1);
            long from = number > mark.segment() ? 0 : number == mark.segment() ? mark.offset() : Long.MAX_VALUE;
            long count = Segment.mend(path, last, from);
            if (count == 0) {
                Files.delete(path);
            } else {
                segments.put(number, Files.size(path));
                waiting += count;
            }
        }
        total = segments.values().stream().mapToLong(Long::longValue).sum();
        begin(Math.max(mark.segment(), numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1)) + 1);
    }

    private void begin(long number) throws IOException {
        active = Segment.create(Segment.path(folder, number));
        segments.put(number, (long) Segment.BEGIN);
        total += Segment.BEGIN;
        durable = Segment.BEGIN;
        syncFolder();
    }

    private void syncFolder() throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) { // elsewhere a folder cannot be opened
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Comes back once the record is on the disk. */
    void put(byte[] line) {
        byte[] framed = Segment.framed(line);
        lock.lock();
        try {
            usable();
            if (total + framed.length > limit) {
                throw new SpoolFull(limit);
            }
            makeRoom(framed.length);
            write(framed);
            written++;
            waiting++;
            force(written);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void usable() {
        if (closed) {
            throw new IllegalStateException("the sender is closed");
        }
        if (broken != null) {
            throw new SpoolBroken("the spool cannot be written", broken);
        }
    }

    private long activeNumber() {
        return segments.lastKey();
    }

    /** Begins a new file when the record does not go into this one, whose every byte is forced before. */
    private void makeRoom(int bytes) {
        while (segments.lastEntry().getValue() > Segment.BEGIN && segments.lastEntry().getValue() + bytes > segmentBytes) {
            if (forced < written) {
                force(written);
                usable();
                continue;
            }
            try {
                active.close();
                begin(activeNumber() + 1);
            } catch (IOException e) {
                broken = e;
            }
            usable();
        }
    }

    private void write(byte[] framed) {
        Map.Entry<Long, Long> here = segments.lastEntry();
        try {
            active.seek(here.getValue());
            active.write(framed);
            segments.put(here.getKey(), here.getValue() + framed.length);
            total += framed.length;
        } catch (IOException e) {
            try {
                active.setLength(here.getValue()); // the disk is full, say: what stands there already stays good
            } catch (IOException second) {
                e.addSuppressed(second);
                broken = e;
            }
            throw new SpoolBroken("the record could not be written", e);
        }
    }

    /** Everything up to a record is on the disk when it comes back, whoever forced it there. */
    private void force(long upTo) {
        while (forced < upTo) {
            usable();
            if (forcing) {
                changed.awaitUninterruptibly();
                continue;
            }
            forcing = true;
            RandomAccessFile file = active;
            long records = written;
            long end = segments.lastEntry().getValue();
            IOException failure = null;
            lock.unlock();
            try {
                file.getFD().sync();
            } catch (IOException e) {
                failure = e; // what was not forced once may be gone even when it is forced again, so this spool takes no more
            } finally {
                lock.lock();
                forcing = false;
                if (failure == null) {
                    forced = records;
                    durable = end;
                } else {
                    broken = failure;
                }
                changed.signalAll();
            }
        }
    }

    /** The next records that are not done, or none after a while. */
    List<Taken> take(int most, int bytes, long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (waiting == written - forced && left > 0 && !closed) { // what is not on the disk yet is not sent either
                left = changed.awaitNanos(left);
            }
            return closed ? List.of() : read(most, bytes);
        } catch (IOException e) {
            throw new SpoolBroken("the spool cannot be read", e);
        } finally {
            lock.unlock();
        }
    }

    private List<Taken> read(int most, int bytes) throws IOException {
        List<Taken> taken = new ArrayList<>();
        long number = Math.max(mark.segment(), segments.firstKey());
        long at = number == mark.segment() ? mark.offset() : Segment.BEGIN;
        long size = 0;
        while (taken.size() < most && size < bytes) {
            long end = number == activeNumber() ? durable : segments.getOrDefault(number, 0L);
            if (at >= end) {
                Long next = segments.higherKey(number);
                if (next == null) {
                    break;
                }
                number = next;
                at = Segment.BEGIN;
                continue;
            }
            byte[] line = Segment.record(of(number), at).orElseThrow(() -> new IOException("a record changed on the disk"));
            at += Segment.HEADER + line.length;
            size += line.length + 1L;
            taken.add(new Taken(line, number, at));
        }
        return taken;
    }

    private RandomAccessFile of(long number) throws IOException {
        if (number != readingNumber) {
            if (reading != null) {
                reading.close();
            }
            reading = new RandomAccessFile(Segment.path(folder, number).toFile(), "r");
            readingNumber = number;
        }
        return reading;
    }

    /** The house has, or refused for good, so many records up to this one. */
    void done(Taken last, int records) {
        lock.lock();
        try {
            mark.set(last.segment(), last.end());
            waiting -= records;
            while (segments.firstKey() < last.segment()) {
                Map.Entry<Long, Long> gone = segments.pollFirstEntry();
                total -= gone.getValue();
                Files.deleteIfExists(Segment.path(folder, gone.getKey()));
            }
            changed.signalAll();
        } catch (IOException e) {
            throw new SpoolBroken("what was sent cannot be noted", e);
        } finally {
            lock.unlock();
        }
    }

    long waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** True when nothing waits any more within the time. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (waiting > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return waiting == 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                while (forcing) {
                    changed.awaitUninterruptibly();
                }
                closed = true;
                changed.signalAll();
                active.close();
                if (reading != null) {
                    reading.close();
                }
                mark.close();
                lockFile.close();
                OPEN.remove(key);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the spool cannot be closed", e);
        } finally {
            lock.unlock();
        }
    }
}
