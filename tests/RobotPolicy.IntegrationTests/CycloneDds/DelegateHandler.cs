using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.CycloneDds;

/// <summary>Handler from a delegate.</summary>
internal sealed class DelegateHandler(Action<RosSample> onSample) : IRosSampleHandler
{
    public void OnSample(RosSample sample) => onSample(sample);
}
