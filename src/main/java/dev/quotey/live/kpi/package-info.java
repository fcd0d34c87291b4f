/**
 * The KPIs of the contract. Entry class: {@link dev.quotey.live.kpi.KpiVerticle}, which keeps what its node
 * counts in the database, minute by minute, and tells the KPIs of all nodes.
 *
 * <p>Invariant: the formulas stand in {@link dev.quotey.live.kpi.Formulas} alone.
 */
package dev.quotey.live.kpi;
