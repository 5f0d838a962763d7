package dev.tlsmith.capacity;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/** Something that a client waits for. */
final class Work<T> extends FutureTask<T> {

  private final String client;
  private final CountDownLatch begun = new CountDownLatch(1);

  Work(String client, Callable<T> callable) {
    super(callable);
    this.client = client;
  }

  /** The name of whom it is done for. */
  String client() {
    return client;
  }

  /** Opens when its turn has come, or will not come any more. */
  CountDownLatch begun() {
    return begun;
  }

  @Override
  public void run() {
    begun.countDown();
    super.run();
  }

  @Override
  protected void done() {
    begun.countDown();
  }
}
