namespace RobotPolicy.Simulator.MuJoCo;

/// <summary>Kinds of named objects in a model; the values are MuJoCo's <c>mjtObj</c>.</summary>
internal enum MjObjectKind
{
    /// <summary>A rigid body.</summary>
    Body = 1,

    /// <summary>A joint.</summary>
    Joint = 3,

    /// <summary>A shape for collision or display.</summary>
    Geom = 5,

    /// <summary>A marked point on a body.</summary>
    Site = 6,

    /// <summary>A camera.</summary>
    Camera = 7,

    /// <summary>An actuator.</summary>
    Actuator = 18,
}
