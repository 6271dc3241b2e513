package io.trueup.model.job;

import java.util.Arrays;

/** A stack of numbers, so that a walk may go as deep as the model likes. Not thread-safe. */
final class IntStack {

  private int[] values = new int[16];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void push(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int peek() {
    return values[size - 1];
  }

  int pop() {
    return values[--size];
  }
}
