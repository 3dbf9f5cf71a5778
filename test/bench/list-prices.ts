/**
 * AWS's prices in us-east-1, in US dollars, without any free tier.
 * @see https://aws.amazon.com/lambda/pricing/
 * @see https://aws.amazon.com/api-gateway/pricing/
 * @see https://aws.amazon.com/sqs/pricing/
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 * @see https://aws.amazon.com/kms/pricing/
 * @see https://aws.amazon.com/cloudwatch/pricing/
 */
export const listPrices = {
  httpApiRequest: 1 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGigabyteSecond: 0.0000133334,
  sqsFifoRequest: 0.5 / 1e6,
  dynamoDbWriteUnit: 0.625 / 1e6,
  dynamoDbReadUnit: 0.125 / 1e6,
  kmsRequest: 0.03 / 1e4,
  kmsKeyMonth: 1,
  /** An hour of a metric that is told within it. */
  metricMonth: 0.3,
  alarmMonth: 0.1,
  logGigabyte: 0.5,
};
