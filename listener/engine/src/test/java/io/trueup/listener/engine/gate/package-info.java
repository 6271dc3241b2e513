@org.jspecify.annotations.NullMarked
package io.trueup.listener.engine.gate;
