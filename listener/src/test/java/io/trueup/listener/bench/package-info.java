@NullMarked
package io.trueup.listener.bench;

import org.jspecify.annotations.NullMarked;
