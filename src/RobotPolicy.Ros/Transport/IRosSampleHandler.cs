namespace RobotPolicy.Ros.Transport;

/// <summary>Receives the samples of one subscription.</summary>
public interface IRosSampleHandler
{
    /// <summary>
    /// Called on the transport's receive thread, one sample at a time per subscription. Must not block, decode images, or
    /// throw: an exception is counted and logged by the transport and the sample is lost. The sample is borrowed: call
    /// <see cref="RosSample.Retain"/> to keep it after the call, and <see cref="RosSample.Release"/> later.
    /// </summary>
    void OnSample(RosSample sample);
}
