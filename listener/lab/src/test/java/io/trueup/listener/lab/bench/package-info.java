@NullMarked
package io.trueup.listener.lab.bench;

import org.jspecify.annotations.NullMarked;
