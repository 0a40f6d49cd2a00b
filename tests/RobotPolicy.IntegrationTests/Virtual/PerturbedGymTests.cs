using System.Runtime.InteropServices;
using RobotPolicy.Campaigns;
using RobotPolicy.Campaigns.Virtual;

namespace RobotPolicy.IntegrationTests.Virtual;

/// <summary>Perturbations and the expert's takeover, as a client of the gym sees them.</summary>
public sealed class PerturbedGymTests : IDisposable
{
    private const int Width = 64;
    private const int Height = 48;
    private const int StepsPerTick = 25;

    private readonly SimulatorGym _gym = Gym.Start();
    private readonly double[] _command = new double[SimulatorGym.JointCount];

    public void Dispose() => _gym.Dispose();

    [Fact]
    public void Perturb_ThenNone_RestoresEveryBit()
    {
        var nominal = Episode(7);
        foreach (var name in (string[])
            ["cube_colour", "camera_moved", "dim_light", "distractor", "heavy_cube", "slippery_cube", "cube_moved", "camera_blocked", "sensor_noise"])
        {
            _gym.Perturb(name, 2, 3);
            var perturbed = Episode(7);
            var again = Episode(7);
            _gym.Perturb("none");
            var restored = Episode(7);

            Assert.True(perturbed.SequenceEqual(again), $"{name} is not deterministic");
            Assert.False(perturbed.SequenceEqual(nominal), $"{name} changes nothing");
            Assert.True(restored.SequenceEqual(nominal), $"{name} leaves something behind");
        }
    }

    [Fact]
    public void Perturb_BeforeTheReset_LeavesTheRunningEpisodeAlone()
    {
        _gym.Reset(3);
        var before = Draw(0);
        _gym.Perturb("dim_light");
        Assert.Equal(before, Draw(0));

        _gym.Reset(3);
        Assert.NotEqual(before, Draw(0));
    }

    [Theory]
    [InlineData("camera_moved", 0.02)]
    [InlineData("dim_light", 0.05)]
    [InlineData("cube_colour", 1e-4)]
    [InlineData("distractor", 1e-4)]
    public void Perturb_WhatIsSeen_ChangesThePictureWithTheStrengthAndTheSeed(string name, double least)
    {
        _gym.Reset(3);
        var nominal = Draw(0);
        _gym.Perturb(name, 1, 1);
        _gym.Reset(3);
        var usual = Draw(0);
        _gym.Perturb(name, 2.5, 1);
        _gym.Reset(3);

        Assert.True(Difference(nominal, usual) > least, $"{Difference(nominal, usual)}");
        Assert.NotEqual(usual, Draw(0));
        if (name == "dim_light")
            return;
        var pictures = new HashSet<string>();
        for (var seed = 0; seed < 6; seed++)
        {
            _gym.Perturb(name, 1, seed);
            _gym.Reset(3);
            pictures.Add(Convert.ToHexString(Draw(0)));
        }

        Assert.True(pictures.Count > 1, "the seed changes nothing");
    }

    [Theory]
    [InlineData("fog", 1, "'fog' is no perturbation; expected one of none, cube_colour")]
    [InlineData("dim_light", 0, "the strength is 0; expected more than 0")]
    [InlineData("dim_light", double.NaN, "the strength is NaN")]
    [InlineData("dim_light", 5.5, "the strength is 5.5")]
    public void Perturb_Refused_SaysWhatWasExpected(string name, double strength, string expected)
    {
        Assert.Contains(expected, Assert.Throws<CampaignException>(() => _gym.Perturb(name, strength)).Message);
    }

    [Fact]
    public void SensorNoise_IsOnWhatIsMeasured_NotOnTheTruth()
    {
        _gym.Reset(4);
        var (joints, cube) = (_gym.Positions.ToArray(), _gym.ReadCube());
        _gym.Perturb("sensor_noise");
        _gym.Reset(4);

        Assert.Equal(cube, _gym.ReadCube());
        Assert.NotEqual(joints, _gym.Positions.ToArray());
        for (var i = 0; i < joints.Length; i++)
            Assert.Equal(joints[i], _gym.Positions[i], 0.03);
    }

    [Fact]
    public void ReadCube_WholeEpisodeOfTheExpert_GraspedThenOnTheDisc()
    {
        _gym.Reset(5);
        var start = _gym.ReadCube();
        _gym.BeginExpert();
        var grasped = false;
        var done = false;
        for (var tick = 0; tick < 200 && !done; tick++)
        {
            done = Tick();
            grasped |= _gym.ReadCube() is { Grasped: true, Z: > 0.06 };
        }

        var end = _gym.ReadCube();
        Assert.False(start.OnDisc || start.Grasped);
        Assert.Equal(0.02, start.Z, 1e-3);
        Assert.True(grasped && done && _gym.Succeeded && end.OnDisc && !end.Grasped);
        Assert.InRange(end.DistanceMetres, 0, 0.02);
        Assert.Equal(Math.Sqrt(Math.Pow(end.X - 0.36, 2) + Math.Pow(end.Y + 0.17, 2)), end.DistanceMetres, 1e-9);
    }

    [Fact]
    public void Expert_NotStartedInThisEpisode_EndsWithOneClearLine()
    {
        _gym.Reset(5);
        _gym.BeginExpert();
        _gym.Reset(6);

        Assert.Contains("before it is started", Assert.Throws<CampaignException>(() => _gym.Expert(_command)).Message);
    }

    [Fact]
    public void BeginExpert_FromACrookedArm_StartsWithoutAJump()
    {
        _gym.Reset(5);
        double[] crooked = [0.5, 0.3, 0.1, 0.4, 0.9, -0.5, 0.01];
        _gym.Step(250, crooked);
        _gym.BeginExpert();

        double[] previous = [.. crooked], speed = new double[SimulatorGym.JointCount];
        for (var tick = 0; tick < 60; tick++)
        {
            _gym.Expert(_command);
            for (var i = 0; i < _command.Length; i++)
            {
                var now = (_command[i] - previous[i]) * 20;
                Assert.True(Math.Abs(now) < 2.5, $"tick {tick}: joint {i} at {now} per second");
                Assert.True(Math.Abs(now - speed[i]) * 20 < 20, $"tick {tick}: joint {i} from {speed[i]} to {now} per second");
                (previous[i], speed[i]) = (_command[i], now);
            }

            _gym.Step(StepsPerTick, _command);
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("distractor")]
    [InlineData("heavy_cube")]
    [InlineData("slippery_cube")]
    [InlineData("cube_moved")]
    public void Expert_AfterAMishap_RecoversFromAnyOfThem(string name)
    {
        var failed = new List<string>();
        for (var seed = 0; seed < 3; seed++)
        {
            foreach (var mishap in (string[])["drop", "swing", "shut"])
            {
                var random = new Random(seed);
                _gym.Perturb(name, 1, seed);
                _gym.Reset(seed);
                _gym.BeginExpert();
                for (var ticks = random.Next(20, 80); ticks > 0; ticks--)
                    Tick();
                Happen(mishap, random);

                _gym.BeginExpert();
                for (var tick = 0; tick < 300 && !_gym.Succeeded; tick++)
                    Tick();
                if (!_gym.Succeeded)
                    failed.Add($"{mishap} {seed}: {_gym.ReadCube()}");
            }
        }

        Assert.Empty(failed);
    }

    private bool Tick()
    {
        var done = _gym.Expert(_command);
        _gym.Step(StepsPerTick, _command);
        return done;
    }

    // Opens the gripper wherever it is, or moves every joint by up to 0.3 rad, with the gripper as it is or shut.
    private void Happen(string mishap, Random random)
    {
        double[] from = [.. _command], to = [.. _command];
        if (mishap == "drop")
            to[^1] = 0.035;
        if (mishap == "shut")
            to[^1] = 0;
        for (var i = 0; mishap != "drop" && i < to.Length - 1; i++)
            to[i] += (random.NextDouble() * 0.6) - 0.3;
        for (var tick = 1; tick <= 15; tick++)
        {
            for (var i = 0; i < to.Length; i++)
                _command[i] = from[i] + ((to[i] - from[i]) * tick / 15);
            _gym.Step(StepsPerTick, _command);
        }
    }

    /// <summary>States, pictures and the cube's place of 100 ticks of the expert with the demonstrations' grip.</summary>
    private byte[] Episode(int seed)
    {
        using var record = new MemoryStream();
        _gym.Reset(seed);
        _gym.BeginExpert();
        for (var tick = 0; tick < 100; tick++)
        {
            _gym.Expert(_command);
            _command[^1] = Math.Max(_command[^1], 0.012);
            _gym.Step(StepsPerTick, _command);
            record.Write(MemoryMarshal.AsBytes(_gym.Positions));
            record.Write(MemoryMarshal.AsBytes(_gym.Velocities));
            if (tick % 20 != 0)
                continue;
            record.Write(Draw(0));
            record.Write(Draw(1));
        }

        var cube = _gym.ReadCube();
        record.Write(MemoryMarshal.AsBytes<double>((double[])[cube.X, cube.Y, cube.Z, cube.DistanceMetres]));
        return record.ToArray();
    }

    private byte[] Draw(int camera)
    {
        var rgb = new byte[Width * Height * 3];
        _gym.Draw(camera, Width, Height, 0, rgb);
        return rgb;
    }

    private static double Difference(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average() / 255;
}
