package io.trueup.listener.daemon;

import io.trueup.platforms.spi.StatementJournal;
import java.util.List;

/** Stands in for the journal until the state store keeps one. */
final class UnrememberedStatements implements StatementJournal {

  @Override
  public long begin(Batch batch) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void landed(long id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void failed(long id, String error, boolean isUncertain) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resolved(long id, String how) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<OpenBatch> open(String container, String platform) {
    throw new UnsupportedOperationException();
  }
}
