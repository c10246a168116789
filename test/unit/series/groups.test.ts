import { expect, test } from "vitest";
import { groupOf, type StatGroup } from "../../../web/series/catalog.ts";
import explanations from "../../../web/series/explanations.json";
import { FIGURES } from "../../../web/series/figures.ts";

/** Every statistic of every kernel from 5.14 to 7.3, by architecture and by what it is about. */
const TABLE: Readonly<Record<string, Partial<Record<StatGroup, string>>>> = {
  every: {
    Exits: `
      signal_exits
    `,
    "Halts and polling": `
      halt_successful_poll halt_attempted_poll halt_poll_invalid halt_wakeup halt_poll_success_ns halt_poll_fail_ns
      halt_wait_ns halt_poll_success_hist halt_poll_fail_hist halt_wait_hist blocking
    `,
    TLB: `
      remote_tlb_flush remote_tlb_flush_requests
    `,
  },
  x86: {
    Exits: `
      exits io_exits mmio_exits halt_exits insn_emulation insn_emulation_fail hypercalls notify_window_exits
    `,
    "Page faults and MMU": `
      mmu_shadow_zapped mmu_pte_write mmu_pde_zapped mmu_flooded mmu_recycled mmu_cache_miss mmu_unsync
      mmu_shadow_pages pages_4k pages_2m pages_1g nx_lpage_splits max_mmu_rmap_size max_mmu_page_hash_collisions
      pf_taken pf_fixed pf_emulate pf_spurious pf_fast pf_mmio_spte_created pf_guest lpages
    `,
    Interrupts: `
      irq_window_exits nmi_window_exits request_irq_exits irq_exits irq_injections nmi_injections req_event
    `,
    TLB: `
      tlb_flush invlpg
    `,
    Nested: `
      nested_run guest_mode
    `,
    Other: `
      l1d_flush host_state_reload fpu_reload directed_yield_attempted directed_yield_successful preemption_reported
      preemption_other
    `,
  },
  arm64: {
    Exits: `
      exits hvc_exit_stat wfe_exit_stat wfi_exit_stat mmio_exit_user mmio_exit_kernel
    `,
  },
  riscv: {
    Exits: `
      exits wfi_exit_stat mmio_exit_user mmio_exit_kernel ecall_exit_stat wrs_exit_stat csr_exit_user csr_exit_kernel
      instr_illegal_exits load_misaligned_exits store_misaligned_exits load_access_exits store_access_exits
    `,
  },
  s390: {
    Exits: `
      exit_userspace exit_null exit_external_request exit_io_request exit_external_interrupt exit_stop_request
      exit_validity exit_instruction exit_pei instruction_lctl instruction_lctlg instruction_stctl instruction_stctg
      exit_program_interruption exit_instr_and_program exit_operation_exception exit_wait_state instruction_epsw
      instruction_gs instruction_io_other instruction_lpsw instruction_lpswe instruction_lpswey instruction_pfmf
      instruction_ptff instruction_sck instruction_sckpf instruction_stidp instruction_spx instruction_stpx
      instruction_stap instruction_iske instruction_ri instruction_rrbe instruction_sske instruction_ipte_interlock
      instruction_stsi instruction_stfl instruction_tb instruction_tpi instruction_tprot instruction_tsch
      instruction_essa instruction_sthyi instruction_sigp_sense instruction_sigp_sense_running
      instruction_sigp_external_call instruction_sigp_emergency instruction_sigp_cond_emergency instruction_sigp_start
      instruction_sigp_stop instruction_sigp_stop_store_status instruction_sigp_store_status
      instruction_sigp_store_adtl_status instruction_sigp_arch instruction_sigp_prefix instruction_sigp_restart
      instruction_sigp_init_cpu_reset instruction_sigp_cpu_reset instruction_sigp_unknown instruction_diagnose_10
      instruction_diagnose_44 instruction_diagnose_9c instruction_diagnose_258 instruction_diagnose_308
      instruction_diagnose_500 instruction_diagnose_other
    `,
    "Halts and polling": `
      halt_no_poll_steal
    `,
    "Page faults and MMU": `
      pfault_sync
    `,
    Interrupts: `
      inject_io io_390_adapter_map io_390_adapter_unmap io_390_inatomic io_flic_inject_airq io_set_adapter_int
      io_390_inatomic_no_inject inject_float_mchk inject_pfault_done inject_service_signal inject_virtio aen_forward
      deliver_ckc deliver_cputm deliver_external_call deliver_emergency_signal deliver_service_signal deliver_virtio
      deliver_stop_signal deliver_prefix_signal deliver_restart_signal deliver_program deliver_io
      deliver_machine_check inject_ckc inject_cputm inject_external_call inject_emergency_signal inject_mchk
      inject_pfault_init inject_program inject_restart inject_set_prefix inject_stop_signal
    `,
    Nested: `
      gmap_shadow_reuse gmap_shadow_create gmap_shadow_r1_entry gmap_shadow_r2_entry gmap_shadow_r3_entry
      gmap_shadow_sg_entry gmap_shadow_pg_entry instruction_sie
    `,
    Other: `
      diag_9c_ignored diag_9c_forward
    `,
  },
  powerpc: {
    Exits: `
      mmio_exits sum_exits light_exits syscall_exits isi_exits dsi_exits emulated_inst_exits dec_exits ld st ld_slow
      st_slow
    `,
    "Halts and polling": `
      halt_successful_wait
    `,
    "Page faults and MMU": `
      num_2M_pages num_1G_pages pf_storage pf_instruc sp_storage sp_instruc
    `,
    Interrupts: `
      ext_intr_exits dbell_exits gdbell_exits queue_intr pthru_all pthru_host pthru_bad_aff
    `,
    TLB: `
      itlb_real_miss_exits itlb_virt_miss_exits dtlb_real_miss_exits dtlb_virt_miss_exits
    `,
  },
  mips: {
    Exits: `
      syscall_exits wait_exits cache_exits cop_unusable_exits addrerr_st_exits addrerr_ld_exits resvd_inst_exits
      break_inst_exits trap_inst_exits msa_fpe_exits fpe_exits msa_disabled_exits flush_dcache_exits vz_gpsi_exits
      vz_gsfc_exits vz_hc_exits vz_grr_exits vz_gva_exits vz_ghfc_exits vz_gpa_exits vz_resvd_exits vz_cpucfg_exits
    `,
    Interrupts: `
      int_exits
    `,
    TLB: `
      tlbmod_exits tlbmiss_ld_exits tlbmiss_st_exits
    `,
  },
  loongarch: {
    Exits: `
      idle_exits cpucfg_exits hypercall_exits
    `,
    "Page faults and MMU": `
      pages hugepages
    `,
    Interrupts: `
      int_exits ipi_read_exits ipi_write_exits eiointc_read_exits eiointc_write_exits pch_pic_read_exits
      pch_pic_write_exits
    `,
  },
};

function namesOf(architecture: string): readonly string[] {
  const rows = explanations.filter(([, , having = ""]) => {
    const everywhere = having === "";
    return architecture === "every" ? everywhere : !everywhere && having.split(" ").includes(architecture);
  });
  return [...new Set(rows.map(([, name = ""]) => name))];
}

test.each(Object.entries(TABLE))("statistics of %s, group by group", (architecture, groups) => {
  const expected = Object.entries(groups).flatMap(([group, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, group] as const),
  );
  const sorted = (pairs: readonly (readonly [string, string])[]) => Object.fromEntries([...pairs].sort());
  expect(sorted(namesOf(architecture).map((name) => [name, groupOf(name)]))).toEqual(sorted(expected));
});

test("a figure is in the group it says, by its key", () => {
  for (const { key, group } of FIGURES) expect(groupOf(key)).toBe(group);
});
