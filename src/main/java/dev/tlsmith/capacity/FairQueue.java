package dev.tlsmith.capacity;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a thread pool: one for each client, served in turn, and none while as much is done
 * for the client as may be at a time. When it is full, whoever has most in it gives up its latest
 * place to a client that has less.
 *
 * <p>The pool tells when work has ended ({@link #ended}); every thread of the pool takes from here.
 */
final class FairQueue extends AbstractQueue<Runnable> implements BlockingQueue<Runnable> {

  private final LaneSize bounds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** In the order in which they are served; none is empty. */
  private final Map<String, Deque<Work<?>>> waiting = new LinkedHashMap<>();

  private final Map<String, Integer> running = new HashMap<>();
  private int size;

  FairQueue(LaneSize bounds) {
    this.bounds = bounds;
  }

  /** Work that was taken has ended. */
  void ended(Work<?> work) {
    lock.lock();
    try {
      running.computeIfPresent(work.client(), (client, n) -> n == 1 ? null : n - 1);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How many threads more a client may have, and nobody waits for. */
  int idle(String client) {
    lock.lock();
    try {
      int busy = running.values().stream().mapToInt(Integer::intValue).sum();
      int ofClient = bounds.threadsPerClient() - running.getOrDefault(client, 0);
      return Math.max(0, Math.min(ofClient, bounds.threads() - busy - size));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean offer(Runnable runnable) {
    Work<?> work = (Work<?>) runnable;
    Work<?> evicted = null;
    lock.lock();
    try {
      int own = waiting.getOrDefault(work.client(), new ArrayDeque<>()).size();
      if (own >= bounds.waitingPerClient()) {
        return false;
      }
      if (size >= bounds.waiting()) {
        Deque<Work<?>> longest = longest();
        if (longest.size() <= own + 1) {
          return false;
        }
        evicted = longest.removeLast();
        size--;
      }
      waiting.computeIfAbsent(work.client(), client -> new ArrayDeque<>()).addLast(work);
      size++;
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (evicted != null) {
      evicted.cancel(false);
    }
    return true;
  }

  private Deque<Work<?>> longest() {
    return waiting.values().stream().max(Comparator.comparingInt(Deque::size)).orElseThrow();
  }

  @Override
  public @Nullable Runnable poll() {
    lock.lock();
    try {
      return next();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Runnable take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Work<?> next = next();
      while (next == null) {
        changed.await();
        next = next();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(timeout);
    lock.lockInterruptibly();
    try {
      Work<?> next = next();
      while (next == null && left > 0) {
        left = changed.awaitNanos(left);
        next = next();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** What is done next; its client is served last from then on. */
  private @Nullable Work<?> next() {
    for (Map.Entry<String, Deque<Work<?>>> entry : waiting.entrySet()) {
      String client = entry.getKey();
      if (running.getOrDefault(client, 0) < bounds.threadsPerClient()) {
        Deque<Work<?>> own = entry.getValue();
        Work<?> next = own.removeFirst();
        size--;
        waiting.remove(client);
        if (!own.isEmpty()) {
          waiting.put(client, own);
        }
        running.merge(client, 1, Integer::sum);
        return next;
      }
    }
    return null;
  }

  @Override
  public boolean remove(Object work) {
    lock.lock();
    try {
      for (Map.Entry<String, Deque<Work<?>>> entry : waiting.entrySet()) {
        if (entry.getValue().remove(work)) {
          size--;
          if (entry.getValue().isEmpty()) {
            waiting.remove(entry.getKey());
          }
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int remainingCapacity() {
    return bounds.waiting() - size();
  }

  /** A copy of the moment. */
  @Override
  public Iterator<Runnable> iterator() {
    lock.lock();
    try {
      List<Runnable> all = new ArrayList<>();
      waiting.values().forEach(all::addAll);
      return all.iterator();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Runnable peek() {
    Iterator<Runnable> all = iterator();
    return all.hasNext() ? all.next() : null;
  }

  /** As {@link #offer(Runnable)}: nobody waits for a place. */
  @Override
  public boolean offer(Runnable work, long timeout, TimeUnit unit) {
    return offer(work);
  }

  /** Fails where {@link #offer(Runnable)} says no: nobody waits for a place. */
  @Override
  public void put(Runnable work) {
    add(work);
  }

  @Override
  public int drainTo(Collection<? super Runnable> to) {
    return drainTo(to, Integer.MAX_VALUE);
  }

  @Override
  public int drainTo(Collection<? super Runnable> to, int most) {
    int drained = 0;
    for (Iterator<Runnable> all = iterator(); drained < most && all.hasNext(); ) {
      Runnable work = all.next();
      if (remove(work)) {
        to.add(work);
        drained++;
      }
    }
    return drained;
  }
}
