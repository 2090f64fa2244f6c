// Names the ways in which links travel, and the gate of the code by SMS.

/** Names SMS: the delivery, and the gate. */
export const kSms = 'sms';

/** Lists the deliveries of the wire (docs/wire.md). */
export const kDeliveries = ['mail', 'link', 'eml', kSms] as const;

/** Names one of them. */
export type Delivery = (typeof kDeliveries)[number];

/** Tells whether a text names a delivery. */
export function isDelivery(text: string): text is Delivery {
  return kDeliveries.some(each => each === text);
}
