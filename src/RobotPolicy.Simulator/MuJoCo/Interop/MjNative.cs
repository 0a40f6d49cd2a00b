using System.Runtime.InteropServices;

namespace RobotPolicy.Simulator.MuJoCo.Interop;

/// <summary>
/// The functions of MuJoCo 2.2.2 that this program uses, under their own names. Structs are opaque addresses; their fields are
/// reached through <see cref="MjOffsets"/>, which <see cref="MjLibrary"/> and the owners check at run time.
/// </summary>
internal static unsafe partial class MjNative
{
    /// <summary>The SONAME carries the version, so another MuJoCo cannot be loaded by accident.</summary>
    internal const string Library = "libmujoco.so.2.2.2";

    /// <summary>Length of the error text buffer of <see cref="mj_loadXML"/>.</summary>
    internal const int ErrorLength = 1000;

    // mjtCamera, mjtFramebuffer, mjtCatBit, mjtFontScale and mjtRndFlag values.
    internal const int mjCAMERA_FIXED = 2;
    internal const int mjFB_OFFSCREEN = 1;
    internal const int mjCAT_ALL = 7;
    internal const int mjFONTSCALE_100 = 100;
    internal const int mjRND_SHADOW = 0;
    internal const int mjRND_REFLECTION = 2;

    [LibraryImport(Library)]
    internal static partial int mj_version();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint mj_loadXML(string filename, nint vfs, byte* error, int error_sz);

    [LibraryImport(Library)]
    internal static partial void mj_deleteModel(nint m);

    [LibraryImport(Library)]
    internal static partial nint mj_makeData(nint m);

    [LibraryImport(Library)]
    internal static partial void mj_deleteData(nint d);

    [LibraryImport(Library)]
    internal static partial void mj_resetData(nint m, nint d);

    [LibraryImport(Library)]
    internal static partial void mj_forward(nint m, nint d);

    [LibraryImport(Library)]
    internal static partial void mj_step(nint m, nint d);

    [LibraryImport(Library)]
    internal static partial void mj_step1(nint m, nint d);

    [LibraryImport(Library)]
    internal static partial void mj_step2(nint m, nint d);

    [LibraryImport(Library)]
    internal static partial void mj_kinematics(nint m, nint d);

    [LibraryImport(Library)]
    internal static partial void mj_comPos(nint m, nint d);

    [LibraryImport(Library)]
    internal static partial void mj_camlight(nint m, nint d);

    [LibraryImport(Library)]
    internal static partial void mj_jacSite(nint m, nint d, double* jacp, double* jacr, int site);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mj_name2id(nint m, int type, string name);

    [LibraryImport(Library)]
    internal static partial nint mj_id2name(nint m, int type, int id);

    [LibraryImport(Library)]
    internal static partial void mjv_defaultOption(nint opt);

    [LibraryImport(Library)]
    internal static partial void mjv_defaultCamera(nint cam);

    [LibraryImport(Library)]
    internal static partial void mjv_makeScene(nint m, nint scn, int maxgeom);

    [LibraryImport(Library)]
    internal static partial void mjv_freeScene(nint scn);

    [LibraryImport(Library)]
    internal static partial void mjv_updateScene(nint m, nint d, nint opt, nint pert, nint cam, int catmask, nint scn);

    [LibraryImport(Library)]
    internal static partial void mjr_defaultContext(nint con);

    [LibraryImport(Library)]
    internal static partial void mjr_makeContext(nint m, nint con, int fontscale);

    [LibraryImport(Library)]
    internal static partial void mjr_freeContext(nint con);

    [LibraryImport(Library)]
    internal static partial void mjr_setBuffer(int framebuffer, nint con);

    [LibraryImport(Library)]
    internal static partial void mjr_render(MjrRect viewport, nint scn, nint con);

    [LibraryImport(Library)]
    internal static partial void mjr_readPixels(byte* rgb, float* depth, MjrRect viewport, nint con);
}
