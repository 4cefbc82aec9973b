import { meterOf, type Prices } from "./prices.ts";

/** One thing that is billed, a month. */
export interface CostLine {
  what: string;
  /** Key in the price table. */
  meter: string;
  /** In units of the meter. */
  quantity: number;
  unit: string;
  priceUsd: number;
  /** In whole cents, so that printed lines add up to the printed total. */
  monthlyUsd: number;
}

/** Makes a line from what is used; the meter knows unit and price. */
export type Bill = (meter: string, what: string, quantity: number) => CostLine;

/** Bills by that table. Throws an Error that names `what` and the file when a meter is missing. */
export function billBy(prices: Prices): Bill {
  return (id, what, quantity) => {
    const { unit, priceUsd } = meterOf(prices, id, what);
    return { what, meter: id, quantity, unit, priceUsd, monthlyUsd: cents(quantity * priceUsd) };
  };
}

/** The sum without the dust of binary fractions. */
export function sumUsd(amounts: number[]): number {
  return cents(amounts.reduce((sum, amount) => sum + amount, 0));
}

export function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
