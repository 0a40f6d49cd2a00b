namespace RobotPolicy.Simulator.Fake;

/// <summary>What a driver does wrong, as real ones do: to see that it is found. Several may be combined.</summary>
[Flags]
internal enum FakeLies
{
    /// <summary>All as the profile says.</summary>
    None = 0,

    /// <summary>Revolute joints are reported in degrees.</summary>
    Degrees = 1,

    /// <summary>Joints have other names, with <c>arm_</c> before them.</summary>
    Names = 2,

    /// <summary>Joint states come five times a second, pictures every two seconds.</summary>
    Slow = 4,

    /// <summary>Stamps are an hour behind.</summary>
    OffClock = 8,

    /// <summary>Stamps stand still.</summary>
    FrozenStamps = 16,

    /// <summary>QoS does not fit: commands are asked for latched, and stop inputs published unlatched and with best effort.</summary>
    Qos = 32,

    /// <summary>Commands are taken as another message.</summary>
    Types = 64,

    /// <summary>Nobody takes commands.</summary>
    Deaf = 128,

    /// <summary>Joint states come from two publishers.</summary>
    Twice = 256,

    /// <summary>Stop inputs are not published.</summary>
    SilentStops = 512,

    /// <summary>The first joint stands outside of its limits.</summary>
    Outside = 1024,

    /// <summary>Pictures are of an encoding that no policy is given: 16 bit grey.</summary>
    Depth = 2048,
}
