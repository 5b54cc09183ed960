package lv.pkip.audit.sender;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An answer of bounded length: whoever answers, it does not fill the memory of the system that sends. */
final class Bounded implements BodySubscriber<byte[]> {
    private static final long LONGEST = 16L * 1024 * 1024;
    private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
    private Flow.Subscription subscription;
    private long length;
    private boolean over;

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        whole.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        length += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (length <= LONGEST) {
            whole.onNext(buffers);
        } else if (!over) {
            over = true;
            subscription.cancel();
            whole.onError(new IOException("the answer is longer than " + LONGEST));
        }
    }

    @Override
    public void onError(Throwable problem) {
        whole.onError(problem);
    }

    @Override
    public void onComplete() {
        whole.onComplete();
    }
}
