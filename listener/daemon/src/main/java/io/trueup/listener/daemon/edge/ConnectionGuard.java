package io.trueup.listener.daemon.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.trueup.listener.daemon.edge.ConnectionRegister.Admission;
import io.trueup.listener.daemon.edge.ConnectionRegister.Phase;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one connection and closes it when its client takes too long. Confined to the connection's
 * event loop, except for what {@link ConnectionRegister} guards.
 *
 * <pre>
 * waits for            until                                   else closed after
 * the first head       a request's head is read                headWithin
 * a body               the request is read                     bodyWithin
 * the answer           the last of the answer is passed on     silence, by Vert.x
 * the client           the answer is sent                      silence, by Vert.x
 * a further head       its first byte arrives                  keepAlive
 * the rest of it       a request's head is read                headWithin
 * </pre>
 */
final class ConnectionGuard {

  private static final Duration LINGER = Duration.ofSeconds(1);

  private enum Awaited {
    HEAD(Phase.HEAD),
    FURTHER_HEAD(Phase.HEAD),
    BODY(Phase.TRANSFER),
    ANSWER(Phase.ANSWER),
    CLIENT(Phase.TRANSFER);

    private final Phase phase;

    Awaited(Phase phase) {
      this.phase = phase;
    }
  }

  private final EdgeLimits limits;
  private final EdgeObserver observer;
  private final ConnectionRegister register;
  private final Channel channel;

  /** Guarded by the register. */
  boolean isRegistered;

  /** Requests whose answer is not fully sent. */
  private int unanswered;

  private boolean isBodyToCome;
  private boolean isAnswerHandedOver;
  private boolean hasHeadBegun = true;
  private boolean isLastAnswer;
  private boolean isOver;
  private boolean isForced;
  private boolean isLingering;
  private @Nullable Awaited awaited;
  private @Nullable Future<?> deadline;

  private ConnectionGuard(
      Channel channel, EdgeLimits limits, ConnectionRegister register, EdgeObserver observer) {
    this.channel = channel;
    this.limits = limits;
    this.register = register;
    this.observer = observer;
  }

  /** Starts to watch a connection before anything is read, or closes it when there are too many. */
  static void watch(
      Channel channel, EdgeLimits limits, ConnectionRegister register, EdgeObserver observer) {
    var guard = new ConnectionGuard(channel, limits, register, observer);
    switch (register.admit(guard)) {
      case Admission.Full _ -> guard.close(CloseReason.FULL);
      case Admission.Admitted(var displaced) -> {
        if (displaced != null) {
          displaced.close(CloseReason.DISPLACED);
        }
        channel.closeFuture().addListener(_ -> guard.end());
        channel.pipeline().addBefore("httpDecoder", "edge-bytes", guard.new Bytes());
        channel.pipeline().addBefore("handler", "edge-messages", guard.new Messages());
        guard.update();
      }
    }
  }

  /** Notices the first byte of a head. */
  private final class Bytes extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      if (isLingering) {
        ReferenceCountUtil.release(bytes);
        return;
      }
      if (!hasHeadBegun && unanswered == 0 && !isBodyToCome) {
        hasHeadBegun = true;
        update();
      }
      context.fireChannelRead(bytes);
    }
  }

  /** Notices the start and end of requests and answers. */
  private final class Messages extends ChannelDuplexHandler {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest && isLastAnswer) {
        isOver = true; // What follows a refused request may be part of it.
      }
      if (isOver || isLingering) {
        ReferenceCountUtil.release(message);
        return;
      }
      if (message instanceof HttpRequest) {
        unanswered++;
        isBodyToCome = true;
        hasHeadBegun = false;
        isAnswerHandedOver = false;
      }
      if (message instanceof LastHttpContent) {
        isBodyToCome = false;
      }
      update();
      context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof HttpResponse answer
          && answer.headers().containsValue("Connection", "close", true)) {
        isLastAnswer = true;
      }
      var sent = promise;
      if (message instanceof LastHttpContent && !isInformational(message)) {
        isAnswerHandedOver = true;
        sent = promise.unvoid();
        sent.addListener(_ -> {
          unanswered--;
          update();
        });
        update();
      }
      var _ = context.write(message, sent);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
      if (isAnswerHandedOver && !isForced && !isLingering) {
        linger(context, promise);
      } else {
        var _ = context.close(promise);
      }
    }
  }

  /**
   * Closes the sending direction and, for a moment, discards what the client still sends. If the
   * connection closed with unread bytes, the client's machine would discard the answer.
   */
  private void linger(ChannelHandlerContext context, ChannelPromise promise) {
    isLingering = true;
    channel.config().setAutoRead(true);
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> {
          if (channel.isActive() && channel instanceof DuplexChannel duplex) {
            var _ = duplex.shutdownOutput();
          }
        });
    Runnable end =
        () -> {
          var _ = context.close(promise);
        };
    var _ = channel.eventLoop().schedule(end, LINGER.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static boolean isInformational(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private void update() {
    var next = awaited();
    if (next == awaited) {
      return; // The timer keeps running: a client that sends little at a time gains no time.
    }
    awaited = next;
    cancel();
    switch (next) {
      case HEAD -> closeAfter(limits.headWithin(), CloseReason.SLOW_HEAD);
      case FURTHER_HEAD -> closeAfter(limits.keepAlive(), CloseReason.UNUSED);
      case BODY -> closeAfter(limits.bodyWithin(), CloseReason.SLOW_BODY);
      case ANSWER, CLIENT -> {}
    }
    register.move(this, next.phase);
  }

  private Awaited awaited() {
    if (unanswered == 0 && !isBodyToCome) {
      return hasHeadBegun ? Awaited.HEAD : Awaited.FURTHER_HEAD;
    }
    // The body of a pipelined request is not read before the answer to the one before it.
    if (isBodyToCome && unanswered <= 1) {
      return Awaited.BODY;
    }
    return isAnswerHandedOver ? Awaited.CLIENT : Awaited.ANSWER;
  }

  private void closeAfter(Duration time, CloseReason reason) {
    deadline =
        channel.eventLoop().schedule(() -> close(reason), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void cancel() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void close(CloseReason reason) {
    isForced = true;
    observer.closed(reason);
    var _ = channel.close();
  }

  private void end() {
    cancel();
    register.remove(this);
  }
}
