namespace RobotPolicy.Inference.Failure.Training;

/// <summary>What follows a dense layer.</summary>
internal enum Activation
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x above 0, else 0.01 x.</summary>
    LeakyRelu,
}
