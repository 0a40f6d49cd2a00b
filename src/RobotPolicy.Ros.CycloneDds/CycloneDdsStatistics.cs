namespace RobotPolicy.Ros.CycloneDds;

/// <summary>Counters of one transport since it started, over all endpoints including disposed ones.</summary>
/// <param name="ReceivedSamples">Samples handed to handlers.</param>
/// <param name="HandlerFaults">Exceptions that handlers threw; as many samples are lost.</param>
/// <param name="RejectedSamples">Samples dropped because they are longer than 2 GiB.</param>
/// <param name="PublishFailures">Publishes that were refused.</param>
/// <param name="PublishTimeouts">Publishes that did not fit within <c>MaxBlocking</c>.</param>
/// <param name="OutstandingSamples">Samples that consumers hold now.</param>
/// <param name="SamplePoolMisses">Samples allocated because consumers held more than the pool has.</param>
/// <param name="DroppedEvents">Endpoint events lost because nobody read them.</param>
public readonly record struct CycloneDdsStatistics(
    long ReceivedSamples,
    long HandlerFaults,
    long RejectedSamples,
    long PublishFailures,
    long PublishTimeouts,
    long OutstandingSamples,
    long SamplePoolMisses,
    long DroppedEvents)
{
    /// <summary>Adds the counters of one endpoint.</summary>
    internal CycloneDdsStatistics Add(CycloneEndpoint endpoint) => endpoint switch
    {
        CyclonePublisher publisher => this with
        {
            PublishFailures = PublishFailures + publisher.Failures,
            PublishTimeouts = PublishTimeouts + publisher.Timeouts,
        },
        CycloneSubscription subscription => this with
        {
            ReceivedSamples = ReceivedSamples + subscription.ReceivedCount,
            HandlerFaults = HandlerFaults + subscription.HandlerFaults,
            RejectedSamples = RejectedSamples + subscription.RejectedSamples,
        },
        _ => this,
    };
}
