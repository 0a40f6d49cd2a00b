namespace RobotPolicy.Simulator.Perturbations;

/// <summary>What is different from the nominal scene; <see cref="PerturbationCatalogue"/> has the names and says what each does.</summary>
internal enum PerturbationKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The cube has another colour.</summary>
    CubeColour,

    /// <summary>The front camera stands elsewhere and looks elsewhere.</summary>
    CameraMoved,

    /// <summary>There is less light.</summary>
    DimLight,

    /// <summary>A second object lies near the cube.</summary>
    Distractor,

    /// <summary>The cube weighs more.</summary>
    HeavyCube,

    /// <summary>The cube slips.</summary>
    SlipperyCube,

    /// <summary>A hand takes the cube away while the gripper closes.</summary>
    CubeMoved,

    /// <summary>Something covers one of the cameras.</summary>
    CameraBlocked,

    /// <summary>Joint positions and pictures are noisy.</summary>
    SensorNoise,
}
