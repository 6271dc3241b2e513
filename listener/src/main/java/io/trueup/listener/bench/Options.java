package io.trueup.listener.bench;

/**
 * What is measured, and for how long.
 *
 * @param shape of the ecosystem
 * @param ddlDatasets how many datasets are brought into real tables
 * @param loads how often the model is loaded from nothing, after the first time
 * @param merges that change one dataset
 * @param seconds that each kind of load is kept up
 * @param rate of deliveries a second in the steady part
 */
public record Options(Shape shape, int ddlDatasets, int loads, int merges, int seconds, int rate) {}
