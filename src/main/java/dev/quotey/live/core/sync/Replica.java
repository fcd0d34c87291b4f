package dev.quotey.live.core.sync;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Crossing;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The client's side of a session: the document as its author sees it, with what is not committed
 * yet. At most one submission is in flight; what is edited meanwhile is joined into one buffered
 * change.
 *
 * <pre>
 *   synchronized --edit, nextSubmission--> in flight --edit--> in flight + buffer
 *        ^---------own commit, empty buffer----'   ^----own commit, next---'
 * </pre>
 *
 * <p>After every commit up to a revision has come in, and nothing is in flight or buffered, the
 * document equals the server's at that revision. One thread.
 */
public final class Replica {
  /** Losses that are kept until somebody asks. */
  public static final int LOSSES_MAX = 100;

  private final ClientId clientId;
  private JsonValue committedDocument;
  private JsonValue document;
  private long revision;
  private long clientSequence;
  private boolean awaiting;
  // May become empty while it waits: then others have taken away all that it edited.
  private Change inFlight = Change.EMPTY;
  private Change buffer = Change.EMPTY;
  private final List<Loss> losses = new ArrayList<>();
  private final List<Loss> gains = new ArrayList<>();

  /**
   * @param document the document at {@code revision}
   * @param clientSequence this client's last committed client sequence, 0 for a new client
   */
  public Replica(ClientId clientId, long revision, JsonValue document, long clientSequence) {
    this.clientId = clientId;
    this.revision = revision;
    this.committedDocument = document;
    this.document = document;
    this.clientSequence = clientSequence;
  }

  /** Edits the document here and now. Throws {@code OtException}; then nothing has changed. */
  public void edit(Change change) {
    document = Ot.apply(document, change);
    buffer = Ot.compose(buffer, change);
  }

  /** What to send now, if there is anything and nothing is in flight. */
  public Optional<Submission> nextSubmission() {
    if (awaiting || buffer.isEmpty()) {
      return Optional.empty();
    }
    awaiting = true;
    inFlight = buffer;
    buffer = Change.EMPTY;
    clientSequence++;
    return inFlight();
  }

  /** The submission that waits for its commit, based on the revision the replica has now. */
  public Optional<Submission> inFlight() {
    return awaiting
        ? Optional.of(new Submission(clientId, clientSequence, revision, inFlight))
        : Optional.empty();
  }

  /**
   * Takes in the next commit, which must be {@code revision() + 1}.
   *
   * @return what the commit changes in the document shown; empty for the client's own
   */
  public Change onCommitted(long committedRevision, ClientId author, long sequence, Change change) {
    if (committedRevision != revision + 1) {
      throw new IllegalStateException(committedRevision + " does not follow " + revision);
    }
    committedDocument = Ot.apply(committedDocument, change);
    revision = committedRevision;
    if (author.equals(clientId) && awaiting && sequence == clientSequence) {
      awaiting = false;
      inFlight = Change.EMPTY;
      return Change.EMPTY;
    }
    Crossing pastInFlight = Ot.cross(inFlight, change, Side.RIGHT);
    inFlight = pastInFlight.change();
    Crossing pastBuffer = Ot.cross(buffer, pastInFlight.other(), Side.RIGHT);
    buffer = pastBuffer.change();
    JsonValue before = document;
    // Where nothing else is shown than what is committed, one document is both.
    document = hasPending() ? Ot.apply(document, pastBuffer.other()) : committedDocument;
    note(pastInFlight.conflicts(), author, before);
    note(pastBuffer.conflicts(), author, before);
    for (Conflict conflict : pastBuffer.conflicts()) {
      // What is in flight meets the other's edit at the server, too, whose commit tells of it.
      if (conflict.loser() == Side.LEFT) {
        gains.add(gain(conflict, author, committedDocument));
      }
    }
    return pastBuffer.other();
  }

  /**
   * As {@link #onCommitted(long, ClientId, long, Change)}, with what the server says the commit took
   * away of this client's committed changes, which its author had not seen.
   */
  public Change onCommitted(
      long committedRevision,
      ClientId author,
      long sequence,
      Change change,
      List<Conflict> overtaken) {
    JsonValue before = document;
    Change shown = onCommitted(committedRevision, author, sequence, change);
    overtaken.forEach(conflict -> lose(conflict, author, before));
    return shown;
  }

  private void note(List<Conflict> conflicts, ClientId author, JsonValue before) {
    for (Conflict conflict : conflicts) {
      if (conflict.loser() == Side.RIGHT) {
        lose(conflict, author, before);
      }
    }
  }

  private void lose(Conflict conflict, ClientId author, JsonValue before) {
    if (losses.size() < LOSSES_MAX) {
      losses.add(new Loss(conflict, author, conflict.restore(before, document)));
    }
  }

  /** What was lost of one's own edits since this was last asked, the oldest first. */
  public List<Loss> takeLosses() {
    List<Loss> taken = List.copyOf(losses);
    losses.clear();
    return taken;
  }

  /**
   * What somebody else lost to an edit made here.
   *
   * @param before a document that has in it what was lost
   */
  public Loss gain(Conflict conflict, ClientId loser, JsonValue before) {
    return new Loss(conflict, loser, conflict.restore(before, document));
  }

  /** What somebody else lost to edits here that were not sent yet, since this was last asked. */
  public List<Loss> takeGains() {
    List<Loss> taken = List.copyOf(gains);
    gains.clear();
    return taken;
  }

  /**
   * The server refused what was in flight: it is taken back, and what was edited since stays as far
   * as it does not build on it. Its client sequence is not used again, since the refused submission
   * may still be on its way a second time.
   *
   * @return what that changes in the document shown
   */
  public Change onRejected() {
    Change undo = Ot.invert(committedDocument, inFlight);
    Crossing pastUndo = Ot.cross(buffer, undo, Side.RIGHT);
    awaiting = false;
    inFlight = Change.EMPTY;
    buffer = pastUndo.change();
    document = Ot.apply(document, pastUndo.other());
    return pastUndo.other();
  }

  /** Whether something is edited here that the server has not committed. */
  public boolean hasPending() {
    return awaiting || !buffer.isEmpty();
  }

  /** What is edited here and not committed, in flight and buffered. */
  public Change pending() {
    return Ot.compose(inFlight, buffer);
  }

  /**
   * The same replica in the session that follows the one it was in: what is not committed yet, also
   * what was in flight, waits to be submitted there. To be asked for when every commit of the session
   * that has ended has come in; the next one begins at revision 0 with the document committed here.
   */
  public Replica continued() {
    Replica next = new Replica(clientId, 0, committedDocument, clientSequence);
    next.document = document;
    next.buffer = pending();
    next.losses.addAll(losses);
    return next;
  }

  /** The client whose replica it is. */
  public ClientId clientId() {
    return clientId;
  }

  /** The document at {@link #revision}, without what is not committed. */
  public JsonValue committedDocument() {
    return committedDocument;
  }

  /** The document as its user sees it: with edits that are not committed yet. */
  public JsonValue document() {
    return document;
  }

  /** The revision of the last commit taken in; 0 before the first. */
  public long revision() {
    return revision;
  }
}
