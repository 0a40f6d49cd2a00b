namespace RobotPolicy.Simulator.Fake;

/// <summary>How the fake driver works.</summary>
internal sealed record FakeOptions
{
    /// <summary>Joint states a second, on each topic.</summary>
    internal double JointRateHz { get; init; } = 100;

    /// <summary>Pictures a second, of each camera.</summary>
    internal double CameraRateHz { get; init; } = 15;

    /// <summary>Width of pictures.</summary>
    internal int Width { get; init; } = 320;

    /// <summary>Height of pictures.</summary>
    internal int Height { get; init; } = 240;

    /// <summary>Whether a URDF with the joints' limits is published, latched, beside the joint states.</summary>
    internal bool PublishesDescription { get; init; } = true;

    /// <summary>What it does wrong.</summary>
    internal FakeLies Lies { get; init; }
}
